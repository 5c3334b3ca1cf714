import { createHash } from 'node:crypto'
import { blockOn, fail, type GatePath, type Lock, ok, type State } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { type Caller, gateMeant } from '../requests/caller.ts'
import { findLock } from '../requests/find.ts'
import { lastApprovedOf } from '../requests/last-approved.ts'
import type { Message, Parts } from '../requests/parts.ts'
import { pipelineKeyOf } from '../requests/pipeline-key.ts'
import { verify } from '../requests/questions.ts'
import { askAndClaim, refused } from '../rest/pass.ts'
import type { RestCall, RouteHandler } from '../rest/route.ts'
import { callerOfToken } from './caller.ts'

/**
 * Flagger calls each minute while a canary is analysed, so one approval stands for the whole of it. It names the
 * revision by a checksum of its spec, and a spec may come back: an approval ends where another revision was approved.
 */
export const confirmCanary: RouteHandler<Routes['POST /intake/flagger']> = async ({ body, parts, request }) => {
  const caller = await callerOfToken(body.metadata.token, parts)
  if (!caller.ok) return caller
  const asking = askingOf(body)
  const { checksum } = body
  const passed = await askAndClaim(
    { ...asking, requestId: await requestIdOf(asking, caller.value, parts) },
    { caller: caller.value, parts, request, waitMs: 0 },
  )
  if (!passed.ok) return fail(refused(passed.error))
  // A claim stands while the gate is blocked; the canary does not.
  const { lock, gate } = passed.value
  const standing = await verify({ lock, gate, commit: checksum }, caller.value, parts)
  return standing.ok ? passed : fail(refused({ error: standing.error, about: { lock, state: 'claimed' } }))
}

/**
 * Flagger asks this each minute, too, and rolls back on a yes: where the gate is blocked, or the boss has said no to this
 * revision. It asks nobody, and in doubt nothing is rolled back: the confirming webhooks halt a canary all the same.
 */
export const rollBackCanary: RouteHandler<Routes['POST /intake/flagger/rollback']> = async ({ body, parts }) => {
  const caller = await callerOfToken(body.metadata.token, parts)
  if (!caller.ok) return caller
  const state = await parts.executor.present()
  if (!state) return fail({ code: 'unavailable', message: 'the link cannot know now: try again' })
  const gate = gateMeant(state, caller.value, body.metadata.gate)
  if (!gate.ok) return gate
  const lock = await lockOfRevision(askingOf(body), caller.value, parts)
  const reason = reasonToRollBack(state, gate.value, lock)
  if (reason === null) return fail({ code: 'not_passed', message: 'nobody has stopped this revision' })
  return ok({ gate: gate.value, lock: lock?.id ?? null, reason })
}

function reasonToRollBack(state: State, gate: GatePath, lock: Lock | null): string | null {
  const block = blockOn(state, lock ?? { gate, bypass: null })
  if (block) return `${block.path} is blocked`
  return lock && (lock.state === 'rejected' || lock.state === 'killed') ? `the lock is ${lock.state}` : null
}

/** What this revision was asked for with, if it was. */
async function lockOfRevision(asking: Asking, caller: Caller, parts: Parts): Promise<Lock | null> {
  const asked = await parts.store.asked(caller.principal.subject, await requestIdOf(asking, caller, parts))
  const first = asked.find(({ commit }) => commit === asking.context.commit)
  const found = first?.lock ? await findLock(first.lock, caller, parts) : null
  return found?.ok ? found.value : null
}

const askingOf = ({ name, namespace, checksum, metadata }: Canary) => ({
  ...{ gate: metadata.gate, pipeline: `${namespace}/${name}`, step: metadata.step },
  context: { commit: checksum },
  source: { ci: 'flagger', team: namespace, project: name },
})

type Canary = RestCall<Routes['POST /intake/flagger']>['body']
type Asking = Message<'lock'> & { readonly gate: string; readonly context: { readonly commit: string } }

/** The same while this revision is the one approved last, or asked for since then; another one whenever it comes back. */
async function requestIdOf(asking: Asking, caller: Caller, parts: Parts): Promise<string> {
  const { gate, pipeline, step, context } = asking
  const last = await lastApprovedOf(parts.store, { gate, pipeline, step }, pipelineKeyOf(asking))
  const lock = last && (await findLock(last.lock, caller, parts))
  const isThis =
    lock?.ok && lock.value.commit === context.commit && lock.value.requester.id === caller.principal.subject
  const before = isThis ? lock.value.lastApproved : last
  // A token's request ids are one list for all of its gates and pipelines.
  const said = JSON.stringify([gate, pipeline, step, before?.lock ?? null])
  return `flagger ${createHash('sha256').update(said).digest('hex')}`
}
