import { fail, gateOf, ok } from '@boss-deployer/gate'
import { v7 as uuidv7 } from 'uuid'
import { actorOf } from '../auth/principal.ts'
import { isoTime } from '../clock.ts'
import { gateMeant } from './caller.ts'
import type { Handler } from './parts.ts'

/** A responder lets one request pass a block. Whether the caller is one, the policy of the gate says. */
export const bypass: Handler<'bypass'> = async (message, caller, { executor, clock }) => {
  const gate = gateMeant(executor.state(), caller, message.gate)
  if (!gate.ok) return gate
  const { pipeline, step, reason, commit = null, requestId = null } = message
  const { state, result } = await executor.execute({
    ...{ type: 'bypass', bypass: uuidv7(), gate: gate.value, pipeline, step, commit, reason },
    ...{ by: actorOf(caller.principal), at: clock(), requestId, press: null },
  })
  if (!result.ok) return result
  const { event } = result.value
  if (event?.type === 'bypass-asked' || event?.type === 'bypass-granted') {
    const { bypass: id, votes, needed, expiresAt } = event
    return ok(answerOf({ id, votes, expiresAt, isGranted: event.type === 'bypass-granted' }, gate.value, needed))
  }
  const at = gateOf(state, gate.value)
  const known = at?.standing.bypasses.find(
    (each) => each.pipeline === pipeline && each.step === step && each.commit === commit,
  )
  if (!at || !known) return fail({ code: 'conflict', message: 'this bypass has been used or has ended: give it anew' })
  return ok(answerOf(known, gate.value, at.policy.bypassNeeds))
}

interface Given {
  readonly id: string
  readonly votes: readonly unknown[]
  readonly isGranted: boolean
  readonly expiresAt: number
}

const answerOf = ({ id, votes, isGranted, expiresAt }: Given, gate: string, needed: number) => ({
  ...{ bypass: id, gate, needed, granted: isGranted },
  votes: votes.length,
  expiresAt: isoTime(expiresAt),
})
