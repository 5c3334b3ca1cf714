import { fail, foreseePolicy, type Lock, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { gateMeant } from '../requests/caller.ts'
import { given } from './policy.ts'
import type { RouteHandler } from './route.ts'

/** Of more, the oldest; how many they are is told. */
const MOST_NAMED = 50

const unknown = { code: 'unavailable', message: 'the link cannot know now: try again' } as const

const named = ({ id, pipeline, step }: Lock) => ({ uuid: id, pipeline, step })

const counted = (locks: readonly Lock[]) => ({ count: locks.length, locks: locks.slice(0, MOST_NAMED).map(named) })

/** What a policy would do now, for who may set it. As where it is set, what the body leaves out has its default. */
export const showPolicyEffect: RouteHandler<Routes['POST /gates/{gate}/policy/effect']> = async (call) => {
  const { caller, params, body, parts } = call
  const state = await parts.executor.present()
  if (!state) return fail(unknown)
  const gate = gateMeant(state, caller, params.gate)
  if (!gate.ok) return gate
  const effect = foreseePolicy(state, gate.value, given(body))
  if (!effect.ok) return effect
  const { isChange, unlocked, ended, waiting } = effect.value
  const locks = waiting.slice(0, MOST_NAMED).map(({ lock, votes, needed }) => ({ ...named(lock), votes, needed }))
  return ok({
    gate: gate.value,
    changes: isChange,
    unlocked: counted(unlocked),
    ended: counted(ended),
    waiting: { count: waiting.length, locks },
  })
}
