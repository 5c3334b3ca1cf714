import type { CommandOf } from '../commands.ts'
import { isOpen } from '../lock.ts'
import { lockOf, type State } from '../state.ts'
import { happens, type Ruling, refuse } from './decision.ts'

/** What travelled with a lock is erased once nobody decides by it any more. What is erased, or never was, stays so. */
export function decideForgetContext(state: State, command: CommandOf<'forget-context'>): Ruling {
  const lock = lockOf(state, command.lock)
  if (!lock) return refuse('lock_not_found', `there is no lock ${command.lock}`)
  if (isOpen(lock)) return refuse('conflict', `this lock is ${lock.state}: its context is forgotten once it has ended`)
  if (lock.contextDigest === null || lock.contextForgottenAt !== null) return happens(lock.id)
  return happens(lock.id, { type: 'context-forgotten', lock: lock.id, gate: lock.gate })
}
