import { type GatePath, type LockId, lockOf } from '@boss-deployer/gate'
import type { Executor } from '../execute/executor.ts'
import type { Guest } from './guest.ts'
import type { Subscriptions } from './subscriptions.ts'

/** A pipeline that is connected to this link, or waits at it for an answer. */
export interface PipelineHere {
  readonly gate: GatePath
  readonly pipeline: string | null
  readonly step: string | null
  readonly by: string
  readonly transport: 'socket' | 'http'
  /** When it connected; of one that waits over HTTP: when it asked. */
  readonly since: number
}

interface Seated {
  readonly data: { readonly guest: Guest; readonly locks: ReadonlySet<LockId>; readonly since: number }
}

interface PipelineParts {
  readonly executor: Pick<Executor, 'state'>
  readonly subscriptions: Pick<Subscriptions, 'waitedFor'>
}

/** By the open locks that a socket waits for; by what it said of itself where it waits for none. */
export function pipelinesHere(
  sockets: Iterable<Seated>,
  { executor, subscriptions }: PipelineParts,
): readonly PipelineHere[] {
  const state = executor.state()
  const found: PipelineHere[] = []
  const bySocket = new Set<LockId>()
  for (const { data } of sockets) {
    const { guest, locks, since } = data
    if (guest.role !== 'pipeline') continue
    const by = guest.principal.name
    const open = [...locks].flatMap((id) => lockOf(state, id) ?? [])
    for (const { id, gate, pipeline, step } of open) {
      bySocket.add(id)
      found.push({ gate, pipeline, step, by, transport: 'socket', since })
    }
    const { gate, pipeline, step } = guest
    if (open.length === 0 && gate !== null) found.push({ gate, pipeline, step, by, transport: 'socket', since })
  }
  for (const id of subscriptions.waitedFor()) {
    const lock = bySocket.has(id) ? undefined : lockOf(state, id)
    if (!lock) continue
    const { gate, pipeline, step, requester, lockedAt } = lock
    found.push({ gate, pipeline, step, by: requester.name, transport: 'http', since: lockedAt })
  }
  return found
}
