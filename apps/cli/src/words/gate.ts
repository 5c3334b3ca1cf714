import type { Camel, GateStateWire, LockViewWire } from '@boss-deployer/protocol'
import { type Line, line, type Style } from '../terminal/style.ts'
import { sayDuration } from './duration.ts'

export type GateState = Camel<GateStateWire>
export type LockView = Camel<LockViewWire>

const modes = {
  default: { tone: 'blue', said: 'asks the boss' },
  released: { tone: 'green', said: 'lets every pipeline through' },
  blocked: { tone: 'red', said: 'lets nobody through' },
} as const

type Known = Pick<GateState, 'gate' | 'effective' | 'heldBy' | 'reason' | 'until' | 'changedBy' | 'bypasses'>

/** How a gate stands, in one line: what it does, whose order that is, by whom and why. */
export function modeWord(style: Style, state: Known, now = Date.now()): Line {
  const { tone, said } = modes[state.effective]
  const above = state.heldBy === state.gate ? '' : `, by the order of ${state.heldBy}`
  const until = state.until === null ? '' : `, for ${sayDuration(Date.parse(state.until) - now)} more`
  const by = state.effective === 'default' || state.changedBy === null ? '' : `, said ${state.changedBy}`
  const why = state.reason ? `: ${state.reason}` : ''
  const open = (state.bypasses ?? []).map(({ pipeline, step, granted }) =>
    granted ? `${pipeline} / ${step}` : `${pipeline} / ${step} once another responder agrees`,
  )
  const but = open.length === 0 ? '' : ` (but by a bypass: ${open.join(', ')})`
  return line`${style.bold(state.gate)} ${style[tone](said)}${style.yellow(but)}${above}${until}${by}${why}`
}

/** A lock in one line: since when, who asks for what, its uuid. */
export function lockRow(style: Style, lock: LockView, now: number): readonly Line[] {
  const { commit, author, message } = lock.context
  const since = lock.previous?.commit ? `${lock.previous.commit.slice(0, 12)}..` : ''
  const about = [commit && `${since}${commit.slice(0, 12)}`, author, message]
    .filter((it) => it !== undefined && it !== '')
    .join(', ')
  const votes = lock.needed > 1 ? ` ${lock.votes.length} of ${lock.needed}` : ''
  return [
    line`${sayDuration(now - Date.parse(lock.lockedAt))}`,
    line`${style[lock.state === 'locked' ? 'blue' : 'green'](`${lock.state}${votes}${keysWord(lock, now)}`)}`,
    line`${lock.gate}`,
    line`${style.bold(`${lock.pipeline} / ${lock.step}`)}`,
    line`${lock.uuid}`,
    line`${style.dim(about)}`,
  ]
}

/** Where two keys are asked: how many are turned now. A press that is too old has to be made again. */
function keysWord({ twoKeys }: LockView, now: number): string {
  if (!twoKeys) return ''
  const live = twoKeys.pressed.filter(({ until }) => Date.parse(until) >= now).length
  return `, ${twoKeys.turned ? 2 : Math.min(live, 1)} of 2 keys`
}
