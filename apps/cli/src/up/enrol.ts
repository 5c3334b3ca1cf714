import { type RestClient, restClient } from '@boss-deployer/client/rest'
import { restAnswers, type WireError } from '@boss-deployer/protocol'
import { must, problemOf, wrongUsage } from '../command/problem.ts'
import type { Keys, Known, Settings } from './settings.ts'

/** Who presses on this machine. */
const BOSS = { id: 'person:boss', name: 'boss' } as const
const MOST_NAMES = 20

/** The part of the settings that this link still knows. */
export async function stillKnown({ token, keys }: Settings, operator: RestClient, url: string): Promise<Settings> {
  const [isToken, isGadget] = await Promise.all([
    token !== null && isTaken(token, url),
    keys !== null && isEnrolled(keys, operator),
  ])
  return { token: isToken ? token : null, keys: isGadget ? keys : null }
}

/** A gadget as it is wanted: its id, or the next one like it. */
export interface Wanted {
  readonly id: string
  readonly gate: string
}

/** Sees to it that server and gadget are known to the link; what is known already stays as it is. */
export async function enrol({ token, keys }: Settings, operator: RestClient, wanted: Wanted): Promise<Known> {
  return { token: token ?? (await makeToken(operator)), keys: keys ?? (await makeGadget(operator, wanted)) }
}

async function isTaken(token: string, url: string): Promise<boolean> {
  return (await restClient({ url, token }).call('GET', '/gates', { schema: restAnswers.gates })).ok
}

async function isEnrolled({ id }: Keys, operator: RestClient): Promise<boolean> {
  const { gadgets } = must(await operator.call('GET', '/gadgets', { schema: restAnswers.gadgets }))
  return gadgets.some((gadget) => gadget.id === id && gadget.revokedAt === null)
}

async function makeToken(operator: RestClient): Promise<string> {
  const made = await underFreeName('server', (name) =>
    operator.call('POST', '/tokens', {
      body: { name, grants: [{ role: 'server', gate: 'root' }] },
      schema: restAnswers.newToken,
    }),
  )
  return made.token
}

const makeGadget = (operator: RestClient, wanted: Wanted): Promise<Keys> =>
  underFreeName(wanted.id, (id) => {
    const body = { id, name: id, gate: wanted.gate, boss: BOSS }
    return operator.call('POST', '/gadgets', { body, schema: restAnswers.newGadget })
  })

type Made<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError }

/** Keys and tokens are told once. Where they were lost their name stays taken, perhaps by somebody else: the next one. */
async function underFreeName<T>(base: string, make: (name: string) => Promise<Made<T>>): Promise<T> {
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const made = await make(number === 1 ? base : `${base}-${number}`)
    if (made.ok) return made.value
    if (made.error.code !== 'conflict') throw problemOf(made.error)
  }
  throw wrongUsage(`there are ${MOST_NAMES} of "${base}" already`, 'move the data folder away and start anew')
}
