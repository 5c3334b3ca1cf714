import fc from 'fast-check'
import { type Applied, apply } from '../apply.ts'
import type { Command } from '../commands.ts'
import type { Event } from '../events.ts'
import { evolve } from '../evolve.ts'
import type { LockId } from '../lock.ts'
import type { Policy } from '../policy.ts'
import { initialState, type State } from '../state.ts'
import { aim, commandOf, type Move, short, someMoves } from './moves.ts'
import { ada, START } from './scenario.ts'

/** Tests only: what came of one command in a long history. */
export interface Taken {
  readonly before: State
  readonly command: Command
  readonly applied: Applied
}

/** What comes of these moves, one after another; the tree is made first. */
export function play(moves: readonly Move[]): readonly Taken[] {
  const taken: Taken[] = []
  const locks: LockId[] = []
  let state = initialState
  let at = START
  const take = (command: Command) => {
    const applied = apply(state, command)
    taken.push({ before: state, command, applied })
    state = applied.state
  }
  const trace = { by: ada, at, requestId: null, press: null }
  for (const [gate, policy] of setUp)
    take(
      gate === 'root' ? { ...trace, type: 'set-policy', gate, policy } : { ...trace, type: 'add-gate', gate, policy },
    )
  for (const [n, move] of moves.entries()) {
    at += move.after
    const earlier = taken.at(-1 - move.back)?.command
    const command =
      move.what === 'again' && earlier ? again(earlier, at, `L${n}`) : commandOf(aim(move, state, locks), at, `L${n}`)
    take(command)
    if (command.type === 'lock' && command.lock === `L${n}`) locks.push(command.lock)
  }
  return taken
}

/** The same said once more. A bypass gets an id of its own each time it is asked for: the link makes one. */
function again(command: Command, at: number, id: LockId): Command {
  return command.type === 'bypass' ? { ...command, at, bypass: `by ${id}` } : { ...command, at }
}

const setUp: readonly (readonly [gate: string, policy: Partial<Policy>])[] = [
  ['root', short],
  ['shop', short],
  ['shop.prod', { ...short, approvals: 2 }],
  ['shop.test', { ...short, queue: 'newest-wins', approvals: 2, allowRelease: true }],
  ['blog', { ...short, allowSelfApproval: true, releaseForMs: null, bypassNeeds: 2 }],
]

/** Checks what is said of the history that comes of any moves; fast-check prints the seed when it does not hold. */
export function inAnyHistory(say: (taken: readonly Taken[]) => void): void {
  fc.assert(
    fc.property(someMoves, (moves) => say(play(moves))),
    { numRuns: 80 },
  )
}

/** Every event of a history with the states before and after it. */
export function eventsOf(taken: readonly Taken[]) {
  let before = initialState
  return taken
    .flatMap(({ applied }) => applied.events)
    .map((event: Event) => {
      const after = evolve(before, event)
      const step = { before, event, after }
      before = after
      return step
    })
}

export const lastOf = (taken: readonly Taken[]): State => taken.at(-1)?.applied.state ?? initialState
