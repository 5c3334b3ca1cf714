import { createHash } from 'node:crypto'
import { fail } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import type { Caller } from '../requests/caller.ts'
import { findLock } from '../requests/find.ts'
import { lastApprovedOf } from '../requests/last-approved.ts'
import type { Message, Parts } from '../requests/parts.ts'
import { pipelineKeyOf } from '../requests/pipeline-key.ts'
import { verify } from '../requests/questions.ts'
import { askAndClaim, refused } from '../rest/pass.ts'
import type { RouteHandler } from '../rest/route.ts'
import { callerOfToken } from './caller.ts'

/**
 * Flagger calls each minute while a canary is analysed, so one approval stands for the whole of it. It names the
 * revision by a checksum of its spec, and a spec may come back: an approval ends where another revision was approved.
 */
export const confirmCanary: RouteHandler<Routes['POST /intake/flagger']> = async ({ body, parts, request }) => {
  const { name, namespace, checksum, metadata } = body
  const caller = await callerOfToken(metadata.token, parts)
  if (!caller.ok) return caller
  const asking = {
    ...{ gate: metadata.gate, pipeline: `${namespace}/${name}`, step: metadata.step },
    context: { commit: checksum },
    source: { ci: 'flagger', team: namespace, project: name },
  }
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
