import type { CommandOf } from '../commands.ts'
import { blockOn, lockOf, type State } from '../state.ts'
import { happens, type Ruling, refuse } from './decision.ts'

/** A pipeline passes by this and by nothing else. */
export function decideClaim(state: State, command: CommandOf<'claim'>): Ruling {
  const lock = lockOf(state, command.lock)
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
      const block = blockOn(state, lock)
      if (block) return refuse('gate_blocked', `${block.path} is blocked`)
      return happens(lock.id, {
        type: 'claimed',
        lock: lock.id,
        gate: lock.gate,
        bypass: lock.bypass?.id ?? null,
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
  const lock = lockOf(state, command.lock)
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
  const lock = lockOf(state, command.lock)
  if (!lock) return refuse('lock_not_found', `there is no lock ${command.lock}`)
  if (lock.requester.id !== command.by.id) return refuse('forbidden', 'only who asked for this lock may use it')
  if (lock.state !== 'claimed') return refuse('not_approved', `this lock is ${lock.state}, not claimed`)
  const block = blockOn(state, lock)
  if (block) return refuse('gate_blocked', `${block.path} is blocked`)
  if (lock.use === command.key) return happens(lock.id)
  if (lock.use !== null) return refuse('conflict', 'another build has used this approval: ask again')
  return happens(lock.id, {
    type: 'used',
    lock: lock.id,
    gate: lock.gate,
    key: command.key,
  })
}
