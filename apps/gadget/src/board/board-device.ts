import * as z from 'zod/mini'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Button } from '../core/state.ts'
import { buttons } from '../core/state.ts'
import { times } from '../core/times.ts'
import type { Device } from '../device.ts'
import type { FaceState } from '../face-state.ts'
import type { PacedBoard } from './paced-board.ts'
import { createTaps } from './taps.ts'

/** Eight rounds of five lights, each 1.024 ms: every light has shone as often as every other. */
const FRAME_MS = 8 * 5 * 1.024
const ASK_EVERY_MS = 500
const SLOW_BELOW = 0.9

const actsAfter = { unlock: times.defaultFrom, release: times.releaseFrom, block: times.blockFrom } as const

/** What the firmware tells anybody at `GET /state`. */
const publicState = z.object({
  on: z.boolean(),
  mode: z.nullable(z.enum(['default', 'released', 'blocked'])),
  queue_length: z.int(),
  link: z.boolean(),
})
type PublicState = z.infer<typeof publicState>

function patternOf({ on, mode, queue_length: queue, link }: PublicState): FaceState['pattern'] {
  if (mode === null) return 'seeking'
  if (!on || !link) return 'unknown'
  if (mode !== 'default') return mode
  return queue > 0 ? 'locked' : 'idle'
}

export interface BoardDevice extends Device {
  stop(): void
}

/** The face of a board: its lights and its display as they are, what it says of itself, and fingers for its buttons. */
export function boardDevice(paced: PacedBoard, { id, name, gate }: Config, clock: Clock, url: string): BoardDevice {
  const listeners = new Set<() => void>()
  const taps = createTaps(paced)
  const down = new Map<Button, number>()
  let told: PublicState = { on: false, mode: null, queue_length: 0, link: false }
  let shown = { lights: paced.board().lights.take(), display: '' }
  let frameAt = 0
  let cancel = () => {}

  paced.onTurn(() => {
    const board = paced.board()
    const now = board.uno.now()
    if (now < frameAt && frameAt - now <= FRAME_MS) return
    frameAt = now + FRAME_MS
    shown = { lights: board.lights.take(), display: Buffer.from(board.display.picture()).toString('base64') }
    for (const listener of listeners) listener()
  })

  async function ask() {
    try {
      const answer = await fetch(`${url}/state`, { signal: AbortSignal.timeout(ASK_EVERY_MS * 4) })
      const parsed = publicState.safeParse(await answer.json())
      if (parsed.success) told = parsed.data
    } catch {
      told = { ...told, on: false, link: false }
    }
    cancel = clock.after(ASK_EVERY_MS, () => void ask())
  }

  void ask()
  return {
    present() {
      const speed = paced.speed()
      return {
        ...{ gadget: id, name, gate, mode: told.mode, pattern: patternOf(told), ...shown, head: null, until: null },
        ...{ queue_length: told.queue_length, link: told.link, server: told.on, sure: told.on && told.link },
        pressing: null,
        holds: buttons.flatMap((button) => {
          const downAt = down.get(button)
          if (downAt === undefined) return []
          return { button, held: Math.round(clock.now() - downAt), acts_after: actsAfter[button], did: null }
        }),
        board: { speed, slow: speed !== null && speed < SLOW_BELOW },
      }
    },
    touch(button, act) {
      const downAt = down.get(button)
      if (act === 'down') {
        if (downAt !== undefined) return null
        down.set(button, clock.now())
        taps.down(button)
        return null
      }
      down.delete(button)
      const isUnlock = button === 'unlock' && downAt !== undefined && clock.now() - downAt < times.defaultFrom
      // A switch cannot be let go without pressing. Rather no gadget for a second than an unlock that nobody meant.
      if (act === 'slip' && isUnlock) paced.restart()
      else taps.up(button)
      return null
    },
    downAt: (button) => down.get(button) ?? null,
    pass(ms) {
      const from = paced.board()
      const end = from.uno.now() + ms
      return new Promise((resolve) => {
        const stopListening = paced.onTurn(() => {
          if (paced.board() === from && from.uno.now() < end) return
          stopListening()
          resolve()
        })
      })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => cancel(),
  }
}
