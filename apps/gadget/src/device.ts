import type { Clock } from './clock.ts'
import type { Button, Deed } from './core/state.ts'
import { type FaceState, faceState } from './face-state.ts'
import type { Gadget } from './runner.ts'

/** What a face is put on: a gadget in software, or the firmware on an emulated board. */
export interface Device {
  /** What it shows now. */
  present(): FaceState
  /** Moves a finger; tells what a button did where that is known. `slip`: the finger went away without letting go. */
  touch(button: Button, act: 'down' | 'up' | 'slip'): Deed | null
  /** When the button went down; null while it is up. */
  downAt(button: Button): number | null
  /** Lets that many milliseconds pass, in its own time. */
  pass(ms: number): Promise<void>
  /** Calls after every change; the answer stops it. */
  onChange(listener: () => void): () => void
}

export const softDevice = (gadget: Gadget, name: string, clock: Clock): Device => ({
  present: () => faceState(gadget.state(), name, gadget.now()),
  touch: (button, act) => gadget.put({ type: act, button }).deed,
  downAt: (button) => gadget.state().holds.find((hold) => hold.button === button)?.downAt ?? null,
  pass: (ms) => new Promise((resolve) => clock.after(ms, resolve)),
  onChange: (listener) => gadget.onChange(listener),
})
