import type { CommandOf } from '../commands.ts'
import type { Fact } from '../events.ts'
import type { LockId } from '../lock.ts'
import { get, sizeOf, valuesOf } from '../sorted.ts'
import { effectiveOf, type Gate, gateOf, lockOf, type State } from '../state.ts'
import { happens, type Ruling, refuse } from './decision.ts'

const MAX_WAITING = 20_000
const WARN_AFTER = 0.8

/** A pipeline step asks: it is locked, or born unlocked under a release, or refused under a block. */
export function decideLock(state: State, command: CommandOf<'lock'>, at: number): Ruling {
  const gate = gateOf(state, command.gate)
  if (!gate)
    return refuse('gate_not_found', `there is no gate ${command.gate}: an operator makes it by 'boss gate add'`)
  const { mode, heldBy, standing } = effectiveOf(state, gate.path)
  const { pipeline, step, commit } = command
  if (mode === 'blocked')
    return happens(null, {
      type: 'refused',
      gate: gate.path,
      pipeline,
      step,
      commit,
      heldBy,
    })
  if (sizeOf(gate.waiting) >= MAX_WAITING)
    return refuse('too_many', `${MAX_WAITING} locks wait at ${gate.path} already`)
  const asks = [...superseded(state, gate, command), locked(gate, command, at)]
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
  })
}

function locked({ path, policy }: Gate, command: CommandOf<'lock'>, at: number): Fact {
  const { lock, pipeline, pipelineKey, step, commit, requestedBy, hold, contextDigest } = command
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
  }
}

/** Under `newest-wins` a new request ends the older ones of the same pipeline and step. */
function superseded(state: State, gate: Gate, { lock: newer, pipelineKey, step }: CommandOf<'lock'>): readonly Fact[] {
  if (gate.policy.queue !== 'newest-wins') return []
  const open: readonly LockId[] = [...valuesOf(gate.waiting), ...valuesOf(gate.unlocked)]
  return open
    .flatMap((id) => lockOf(state, id) ?? [])
    .filter((lock) => lock.pipelineKey === pipelineKey && lock.step === step)
    .map(({ id, gate: path }) => ({
      type: 'superseded',
      lock: id,
      gate: path,
      reason: `a newer request: ${newer}`,
    }))
}

/** A pipeline passes by this and by nothing else. */
export function decideClaim(state: State, command: CommandOf<'claim'>): Ruling {
  const lock = get(state.locks, command.lock)
  if (!lock) return refuse('lock_not_found', `there is no lock ${command.lock}`)
  if (lock.requester.id !== command.by.id) return refuse('forbidden', 'only who asked for this lock may claim it')
  if (command.gate !== null && command.gate !== lock.gate)
    return refuse('conflict', `this lock is of gate ${lock.gate}`)
  if (command.commit !== null && command.commit !== lock.commit) {
    return refuse(
      'conflict',
      `this lock was asked for commit ${lock.commit ?? '(none)'}: ask again for ${command.commit}`,
    )
  }
  switch (lock.state) {
    case 'claimed':
      return happens(lock.id)
    case 'locked':
      return refuse('not_approved', 'nobody has unlocked it yet: keep waiting')
    case 'unlocked': {
      const { mode, heldBy } = effectiveOf(state, lock.gate)
      if (mode === 'blocked') return refuse('gate_blocked', `${heldBy} is blocked`)
      return happens(lock.id, {
        type: 'claimed',
        lock: lock.id,
        gate: lock.gate,
      })
    }
    case 'rejected':
    case 'killed':
    case 'expired':
    case 'cancelled':
    case 'superseded':
      return refuse('lock_ended', `this lock is ${lock.state}: ask again`)
  }
}

/** The build was aborted. Who asked may cancel until the claim. */
export function decideCancel(state: State, command: CommandOf<'cancel'>): Ruling {
  const lock = get(state.locks, command.lock)
  if (!lock) return refuse('lock_not_found', `there is no lock ${command.lock}`)
  if (lock.requester.id !== command.by.id) return refuse('forbidden', 'only who asked for this lock may cancel it')
  switch (lock.state) {
    case 'cancelled':
      return happens(lock.id)
    case 'locked':
    case 'unlocked':
      return happens(lock.id, {
        type: 'cancelled',
        lock: lock.id,
        gate: lock.gate,
        reason: null,
      })
    case 'claimed':
      return refuse('conflict', 'too late: this lock is claimed')
    case 'rejected':
    case 'killed':
    case 'expired':
    case 'superseded':
      return refuse('lock_ended', `this lock is ${lock.state} already`)
  }
}

/** A build says that it uses this approval; the first one that says so keeps it. */
export function decideUse(state: State, command: CommandOf<'use'>): Ruling {
  const lock = get(state.locks, command.lock)
  if (!lock) return refuse('lock_not_found', `there is no lock ${command.lock}`)
  if (lock.requester.id !== command.by.id) return refuse('forbidden', 'only who asked for this lock may use it')
  if (lock.state !== 'claimed') return refuse('not_approved', `this lock is ${lock.state}, not claimed`)
  const { mode, heldBy } = effectiveOf(state, lock.gate)
  if (mode === 'blocked') return refuse('gate_blocked', `${heldBy} is blocked`)
  if (lock.use === command.key) return happens(lock.id)
  if (lock.use !== null) return refuse('conflict', 'another build has used this approval: ask again')
  return happens(lock.id, {
    type: 'used',
    lock: lock.id,
    gate: lock.gate,
    key: command.key,
  })
}
