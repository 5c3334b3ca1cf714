import type { Clock } from '../clock.ts'
import { type Button, buttons } from '../core/state.ts'
import { keepRunning, newEndLimit } from './keep-running.ts'
import type { Pins } from './pins.ts'
import type { Tools } from './tools.ts'

/** A switch rests once its line has been quiet for so long. */
const QUIET_MS = 20

export interface ButtonParts {
  readonly pins: Pins
  readonly tools: Tools
  readonly clock: Clock
  readonly touch: (button: Button, act: 'down' | 'up' | 'slip') => void
  /** Nothing is heard of the buttons any more; for good where `isGivenUp`. */
  readonly onLost: (lost: { readonly why: string; readonly isGivenUp: boolean }) => void
}

/** A line of gpiomon as a change of a button; null for anything else. */
export function readChange(line: string, pins: Pins, falling: string): { button: Button; isDown: boolean } | null {
  const [, offset, edge] = /^ *(\d{1,3}) +(\d) *$/.exec(line) ?? []
  const button = buttons.find((name) => String(pins[name]) === offset)
  return button && edge !== undefined ? { button, isDown: edge === falling } : null
}

/** Three buttons to ground on lines that are pulled up. A press that nobody saw end is none. */
export function watchButtons({ pins, tools, clock, touch, onLost }: ButtonParts): () => Promise<void> {
  const down = new Set<Button>()
  const settling = new Map<Button, () => void>()

  function settle(button: Button, isDown: boolean) {
    settling.delete(button)
    if (down.has(button) === isDown) return
    if (isDown) down.add(button)
    else down.delete(button)
    touch(button, isDown ? 'down' : 'up')
  }

  function letGo() {
    for (const cancel of settling.values()) cancel()
    settling.clear()
    for (const button of down) touch(button, 'slip')
    down.clear()
  }

  const stop = keepRunning({
    command: tools.watch(
      pins.chip,
      buttons.map((name) => pins[name]),
    ),
    clock,
    limit: newEndLimit(),
    onLine(line) {
      const change = readChange(line, pins, tools.falling)
      if (!change) return
      settling.get(change.button)?.()
      settling.set(
        change.button,
        clock.after(QUIET_MS, () => settle(change.button, change.isDown)),
      )
    },
    onEnd(end) {
      letGo()
      onLost(end)
    },
  })
  return () => {
    letGo()
    return stop()
  }
}
