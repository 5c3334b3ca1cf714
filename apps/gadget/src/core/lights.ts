import { flashMs, roundMs } from '@boss-deployer/protocol'
import type { GadgetState } from './state.ts'
import { times } from './times.ts'

export type Rgb = readonly [red: number, green: number, blue: number]
export type Lights = readonly [Rgb, Rgb, Rgb, Rgb, Rgb]

const OFF: Rgb = [0, 0, 0]
const AMBER: Rgb = [255, 110, 0]
const BLUE: Rgb = [0, 70, 255]
const GREEN: Rgb = [0, 220, 60]
const RED: Rgb = [255, 20, 10]
const WHITE: Rgb = [220, 225, 255]

const scaled = ([red, green, blue]: Rgb, part: number): Rgb => [
  Math.round(red * part),
  Math.round(green * part),
  Math.round(blue * part),
]

const each = (light: (index: number) => Rgb): Lights => [light(0), light(1), light(2), light(3), light(4)]
const all = (color: Rgb): Lights => each(() => color)

/** 0 to 1 and back within one period. */
const wave = (at: number, period: number) => (1 - Math.cos((2 * Math.PI * at) / period)) / 2

/** One bright light with a tail that goes round; `position` counts lights. */
function goingRound(color: Rgb, position: number, rest: number): Lights {
  return each((index) => {
    const behind = (((position - index) % 5) + 5) % 5
    const part = behind < 3 ? 1 - behind / 3 : Math.max(0, behind - 4)
    return scaled(color, Math.max(rest, part * part))
  })
}

export type Pattern =
  | 'seeking'
  | 'found'
  | 'unknown'
  | 'idle'
  | 'locked'
  | 'released'
  | 'blocked'
  | 'default'
  | 'pressing'
  | 'refused'
  | 'ignored'
  | 'test'

/** How long each flash shows, milliseconds. */
export const flashFor = { found: 1_200, default: 350, refused: 600, ignored: 200, test: 3_000 } as const

/** Whether the server is heard. */
export const hearsServer = ({ session, heardAt }: GadgetState, now: number): boolean =>
  session !== null && now < heardAt + times.lostAfter

/** Whether what was told last still holds: the server is heard, it hears the link, and it speaks of our gate. */
export const isSure = (state: GadgetState, now: number): boolean =>
  hearsServer(state, now) && state.shown?.link === true && state.shown.gate === state.self.gate

/** What the lights say now. A short flash goes first, then doubt, then a press on its way, then the gate. */
export function patternAt(state: GadgetState, now: number): Pattern {
  const { flash, shown, pending } = state
  const isFlashing = flash !== null && now < flash.from + flashFor[flash.name]
  if (isFlashing && (flash.name === 'refused' || flash.name === 'ignored')) return flash.name
  if (pending && now < pending.pressedAt + times.pressFlash) return 'pressing'
  if (!shown) return 'seeking'
  if (!isSure(state, now)) return 'unknown'
  if (pending) return 'pressing'
  if (isFlashing) return flash.name
  if (shown.mode !== 'default') return shown.mode
  return shown.head ? 'locked' : 'idle'
}

const colorOf = { unlock: BLUE, default: BLUE, release: GREEN, block: RED } as const

/** The five lights now: level 0 to 255 of red, green and blue. */
export function lightsAt(state: GadgetState, now: number): Lights {
  const { flash, pending } = state
  const since = flash ? now - flash.from : 0
  switch (patternAt(state, now)) {
    case 'seeking':
      return all(scaled(WHITE, 0.04 + 0.6 * wave(now, 2_600)))
    case 'found':
      return all(scaled(GREEN, wave(since, flashFor.found)))
    case 'unknown':
      return all(AMBER)
    case 'idle':
      // Dark would mean: no power.
      return each((index) => (index === 0 ? scaled(BLUE, 0.05 + 0.1 * wave(now, 6_000)) : OFF))
    case 'locked':
      return goingRound(BLUE, (now / slidePeriod(state, now)) * 5, 0.05)
    case 'released':
      return all(scaled(GREEN, flashLevel(now, restPeriod(state, now))))
    case 'blocked':
      return goingRound(RED, (now / 1_100) * 5, 0.12)
    case 'default':
      return all(BLUE)
    case 'pressing':
      return all(pending ? colorOf[pending.action] : OFF)
    case 'refused':
      return all(since % 300 < 150 ? RED : OFF)
    case 'ignored':
      return all(RED)
    case 'test':
      return each((index) => (index === Math.floor(since / 200) % 5 ? tried(since) : OFF))
  }
}

/** Each light in each of its three colours, one after another. */
const tried = (since: number): Rgb => (since < 1_000 ? RED : since < 2_000 ? GREEN : BLUE)

/** A steep rise and a soft fall; never quite dark. */
function flashLevel(now: number, period: number): number {
  const part = (now % period) / period
  return 0.1 + 0.9 * (part < 0.08 ? part / 0.08 : (1 - (part - 0.08) / 0.92) ** 2)
}

/** Milliseconds for one round of blue. */
function slidePeriod({ shown }: GadgetState, now: number): number {
  const age = shown?.head ? shown.head.age + now - shown.receivedAt : 0
  return roundMs(age, shown?.queueLength ?? 0)
}

function restPeriod({ shown }: GadgetState, now: number): number {
  const rest = shown?.until == null ? Number.POSITIVE_INFINITY : shown.until - (now - shown.receivedAt)
  return flashMs(rest)
}
