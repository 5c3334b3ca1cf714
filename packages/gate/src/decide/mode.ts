import type { CommandOf } from '../commands.ts'
import type { Fact } from '../events.ts'
import { parentOf } from '../path.ts'
import { allowsRelease } from '../policy.ts'
import { valuesOf } from '../sorted.ts'
import { effectiveOf, type Gate, gateOf, gatesAtOrBelow, lockOf, queueLengthOf, type State } from '../state.ts'
import { happens, isReason, type Ruling, refuse } from './decision.ts'
import { mayTurn, mayVote, voteFacts } from './vote.ts'

type Turn = CommandOf<'release'> | CommandOf<'block'> | CommandOf<'default'>

/** A gate's standing order changes. Only its own: what holds from above is not touched. */
export function decideMode(state: State, command: Turn, at: number): Ruling {
  const gate = gateOf(state, command.gate)
  if (!gate) return refuse('gate_not_found', `there is no gate ${command.gate}`)
  if (!mayTurn(gate.policy, command))
    return refuse('forbidden', `${command.by.name} is not an approver of ${gate.path}`)
  switch (command.type) {
    case 'release':
      return decideRelease(state, gate, { ...command, at })
    case 'block':
      return decideBlock(state, gate, command)
    case 'default':
      return decideDefault(state, gate, command)
  }
}

function decideRelease(state: State, gate: Gate, command: CommandOf<'release'>): Ruling {
  const { policy, path, standing } = gate
  const { at, reason, approvePending } = command
  if (!allowsRelease(policy)) return refuse('forbidden', `the policy of ${path} does not allow a release`)
  if (policy.needsReason.release && !isReason(reason))
    return refuse('invalid_message', `${path} wants a reason to release`)
  const above = parentOf(path)
  const held = above === null ? null : effectiveOf(state, above)
  if (held?.mode === 'blocked') return refuse('gate_blocked', `${held.heldBy} is blocked: set it to default first`)
  const until = endOfRelease(gate, command)
  if (until !== null && until <= at) return refuse('invalid_message', 'the end of a release has to be in the future')
  if (until === null && policy.releaseForMs !== null)
    return refuse('invalid_message', `a release of ${path} needs an end`)
  if (!approvePending && queueLengthOf(state, path) > 0) {
    return refuse('gate_locked', `a lock waits at or below ${path}: answer it first, or say approve_pending`)
  }
  if (standing.mode === 'released' && (standing.until === until || command.until === 'policy')) {
    return happens(null, ...pendingVotes(state, gate, command))
  }
  return happens(null, turned(gate, { to: 'released', reason, until }), ...pendingVotes(state, gate, command))
}

function endOfRelease({ policy }: Gate, { until, at }: CommandOf<'release'>): number | null {
  if (until !== 'policy') return until
  return policy.releaseForMs === null ? null : at + policy.releaseForMs
}

/** `approve_pending` is one vote of the caller on each lock that waits, where the caller may vote. */
function pendingVotes(
  state: State,
  top: Gate,
  { approvePending, by, at, reason }: CommandOf<'release'>,
): readonly Fact[] {
  if (!approvePending) return []
  return [...gatesAtOrBelow(state, top.path)].flatMap((gate) =>
    [...valuesOf(gate.waiting)]
      .flatMap((id) => lockOf(state, id) ?? [])
      .filter((lock) => mayVote(gate.policy, lock, by).ok)
      .flatMap((lock) => voteFacts(gate, lock, { by, at, note: reason })),
  )
}

/**
 * Kills every open lock at or below the gate and ends every release and bypass there, in one event. Of a gate that is
 * blocked already it does so again when a bypass has made an exception meanwhile.
 */
function decideBlock(state: State, gate: Gate, command: CommandOf<'block'>): Ruling {
  const { via } = command.by
  const reason = command.reason ?? (via === 'gadget' ? 'button' : null)
  if ((gate.policy.needsReason.block || via === 'console') && !isReason(reason))
    return refuse('invalid_message', `${gate.path} wants a reason to block`)
  const gates = [...gatesAtOrBelow(state, gate.path)]
  const killed = gates.flatMap(({ waiting, unlocked }) => [...valuesOf(waiting), ...valuesOf(unlocked)])
  const ended = gates
    .filter(({ path, standing }) => path !== gate.path && standing.mode === 'released')
    .map(({ path }) => path)
  const withBypass = gates.filter(({ standing }) => standing.bypasses.length > 0).map(({ path }) => path)
  if (gate.standing.mode === 'blocked' && killed.length === 0 && withBypass.length === 0) return happens(null)
  const bypasses = withBypass.filter((path) => path !== gate.path)
  return happens(null, turned(gate, { to: 'blocked', reason, until: null, killed, ended, bypasses }))
}

/** Back to asking. Where a gate above decides, it has to be changed there. */
function decideDefault(state: State, gate: Gate, { reason }: CommandOf<'default'>): Ruling {
  if (gate.standing.mode !== 'default') return happens(null, turned(gate, { to: 'default', reason, until: null }))
  const { mode, heldBy } = effectiveOf(state, gate.path)
  return mode === 'default'
    ? happens(null)
    : refuse('conflict', `${gate.path} is ${mode} by ${heldBy}: change it there`)
}

type ModeChanged = Extract<Fact, { type: 'mode-changed' }>

function turned(
  { path, standing }: Gate,
  change: Pick<ModeChanged, 'to' | 'reason' | 'until'> & Partial<Pick<ModeChanged, 'killed' | 'ended' | 'bypasses'>>,
): ModeChanged {
  return {
    type: 'mode-changed',
    gate: path,
    from: standing.mode,
    killed: [],
    ended: [],
    bypasses: [],
    ...change,
  }
}
