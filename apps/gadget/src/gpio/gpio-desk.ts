import type { Clock } from '../clock.ts'
import { lightsAt, patternAt } from '../core/lights.ts'
import type { Gadget } from '../runner.ts'
import { watchButtons } from './buttons.ts'
import { colourOf, driveLight } from './light.ts'
import type { Pins } from './pins.ts'
import type { Tools } from './tools.ts'

export interface GpioParts {
  readonly gadget: Gadget
  readonly pins: Pins
  readonly tools: Tools
  readonly clock: Clock
  /** Buttons or light are lost; for good where `isGivenUp`. */
  readonly onLost: (lost: { readonly why: string; readonly isGivenUp: boolean }) => void
}

/** Buttons and a light of three colours on the pins of this machine, for a gadget in software; the answer lets go of them. */
export function startGpioDesk({ gadget, pins, tools, clock, onLost }: GpioParts): () => Promise<void> {
  const parts = { pins, tools, clock, onLost }
  const stopButtons = watchButtons({ ...parts, touch: (button, type) => void gadget.put({ type, button }) })
  const colour = () => {
    const [state, now] = [gadget.state(), gadget.now()]
    return colourOf(patternAt(state, now), lightsAt(state, now), now)
  }
  const stopLight = driveLight({ ...parts, colour })
  return async () => {
    await Promise.all([stopButtons(), stopLight()])
  }
}
