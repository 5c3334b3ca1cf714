import type { Clock } from '../clock.ts'
import type { Lights, Pattern } from '../core/lights.ts'
import { keepRunning, newEndLimit } from './keep-running.ts'
import type { Pins } from './pins.ts'
import type { Tools } from './tools.ts'

/** A line is on or off: no program of libgpiod dims. */
const ON_FROM = 96
const FRAME_MS = 100
/** Nothing waits: a blink, as dark would mean no power. */
const BLINK_EVERY_MS = 3_000

export type Colour = readonly [red: 0 | 1, green: 0 | 1, blue: 0 | 1]

/** What one light of three colours shows of the ring's five: its first light, on or off. */
export function colourOf(pattern: Pattern, lights: Lights, now: number): Colour {
  if (pattern === 'idle') return [0, 0, now % BLINK_EVERY_MS < FRAME_MS ? 1 : 0]
  const level = (at: 0 | 1 | 2) => (lights[0][at] >= ON_FROM ? 1 : 0)
  return [level(0), level(1), level(2)]
}

export interface LightParts {
  readonly pins: Pins
  readonly tools: Tools
  readonly clock: Clock
  readonly colour: () => Colour
  readonly onLost: (lost: { readonly why: string; readonly isGivenUp: boolean }) => void
}

/** Keeps the light as it has to be; dark at the end. A change is another process: one holds the lines at a time. */
export function driveLight({ pins, tools, clock, colour, onLost }: LightParts): () => Promise<void> {
  const limit = newEndLimit()
  let shown = ''
  let stop = () => Promise.resolve()
  let cancel = () => {}
  let isStopped = false

  async function frame() {
    const [red, green, blue] = colour()
    const levels = [[pins.red, red] as const, [pins.green, green] as const, [pins.blue, blue] as const]
    if (String(levels) !== shown) {
      shown = String(levels)
      await stop()
      if (isStopped) return
      stop = keepRunning({ command: tools.hold(pins.chip, levels), clock, limit, onLine: () => {}, onEnd: onLost })
    }
    cancel = clock.after(FRAME_MS, () => void frame())
  }

  void frame()
  return () => {
    isStopped = true
    cancel()
    return stop()
  }
}
