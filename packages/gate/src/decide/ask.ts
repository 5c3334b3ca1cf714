import type { CommandOf } from '../commands.ts'
import type { Fact } from '../events.ts'
import type { BypassId } from '../lock.ts'
import { get, sizeOf, valuesOf } from '../sorted.ts'
import { effectiveOf, type Gate, gateOf, lockOf, type State, seriesKey } from '../state.ts'
import { bypassFor } from './bypass.ts'
import { happens, type Ruling, refuse } from './decision.ts'

const MAX_OPEN = 20_000
const WARN_AFTER = 0.8

/** A pipeline step asks: it is locked, or born unlocked under a release or by a bypass, or refused under a block. */
export function decideLock(state: State, command: CommandOf<'lock'>, at: number): Ruling {
  const gate = gateOf(state, command.gate)
  if (!gate)
    return refuse('gate_not_found', `there is no gate ${command.gate}: an operator makes it by 'boss gate add'`)
  const { mode, heldBy, standing } = effectiveOf(state, gate.path)
  const { pipeline, step, commit } = command
  const bypass = mode === 'blocked' ? bypassFor(state, gate, command) : null
  if (mode === 'blocked' && bypass === null)
    return happens(null, {
      type: 'refused',
      gate: gate.path,
      pipeline,
      step,
      commit,
      heldBy,
    })
  if (lockOf(state, command.lock)) return refuse('conflict', 'there is a lock of this id already')
  if (sizeOf(gate.waiting) + sizeOf(gate.unlocked) >= MAX_OPEN)
    return refuse('too_many', `${MAX_OPEN} locks are open at ${gate.path} already`)
  const asks = [...superseded(state, gate, command), locked(gate, command, { at, bypass: bypass?.id ?? null })]
  if (bypass !== null) {
    const { id, votes, reason, expiresAt } = bypass
    const letThrough = { type: 'unlocked', lock: command.lock, gate: gate.path, votes, note: reason } as const
    return happens(command.lock, ...asks, { ...letThrough, expiresAt, bypass: id })
  }
  if (mode !== 'released') return happens(command.lock, ...asks)
  const by = standing.changedBy ?? heldBy
  return happens(command.lock, ...asks, {
    type: 'unlocked',
    lock: command.lock,
    gate: gate.path,
    votes: [
      {
        id: `release:${heldBy}`,
        name: `released by ${by}`,
        via: 'release',
        device: null,
        groups: [],
        at,
      },
    ],
    note: standing.reason,
    expiresAt: at + gate.policy.approvalExpiresAfterMs,
    bypass: null,
  })
}

type Asking = { readonly at: number; readonly bypass: BypassId | null }

function locked({ path, policy }: Gate, command: CommandOf<'lock'>, { at, bypass }: Asking): Fact {
  const { lock, pipeline, pipelineKey, step, commit, requestedBy, hold, contextDigest, lastApproved = null } = command
  return {
    type: 'locked',
    lock,
    gate: path,
    pipeline,
    pipelineKey,
    step,
    commit,
    requestedBy,
    hold,
    contextDigest,
    expiresAt: at + policy.lockExpiresAfterMs,
    warnAt: at + Math.floor(policy.lockExpiresAfterMs * WARN_AFTER),
    bypass,
    lastApproved,
  }
}

/** Under `newest-wins` a new request ends the older ones of the same pipeline and step. */
function superseded(state: State, { path, policy }: Gate, command: CommandOf<'lock'>): readonly Fact[] {
  if (policy.queue !== 'newest-wins') return []
  return [...valuesOf(get(state.series, seriesKey(command)) ?? null)].map((lock) => ({
    type: 'superseded',
    lock,
    gate: path,
    reason: `a newer request: ${command.lock}`,
  }))
}
