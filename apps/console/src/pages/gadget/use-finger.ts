import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { actsAfter, type Button, type Finger, heldOut, letGo, type Pressed } from './press.ts'

export interface Fingers {
  /** Which button is down. */
  readonly down: Button | null
  readonly handlersOf: (button: Button) => {
    readonly onPointerDown: (event: PointerEvent) => void
    readonly onPointerUp: () => void
    readonly onPointerCancel: () => void
    readonly onLostPointerCapture: () => void
    readonly onContextMenu: (event: { preventDefault(): void }) => void
    readonly onKeyDown: (event: KeyboardEvent) => void
    readonly onKeyUp: (event: KeyboardEvent) => void
    readonly onBlur: () => void
    readonly onClick: (event: { readonly detail: number }) => void
  }
}

const isPress = ({ key }: KeyboardEvent): boolean => key === ' ' || key === 'Enter'

/** One finger at a time, by mouse, touch or key. One that goes away without letting go presses nothing. */
export function useFingers(headNow: () => Finger['head'], press: (pressed: Pressed) => void): Fingers {
  const finger = useRef<Finger | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [down, setDown] = useState<Button | null>(null)
  const latest = useRef(press)
  useEffect(() => {
    latest.current = press
  })

  function end(): Finger | null {
    const was = finger.current
    finger.current = null
    clearTimeout(timer.current)
    setDown(null)
    return was
  }
  function begin(button: Button) {
    if (finger.current) return
    const now: Finger = { button, downAt: Date.now(), head: headNow() }
    finger.current = now
    setDown(button)
    timer.current = setTimeout(() => {
      end()
      latest.current(heldOut(now))
    }, actsAfter(button))
  }
  function release() {
    const was = end()
    if (was) latest.current(letGo(was))
  }
  useEffect(() => () => clearTimeout(timer.current), [])

  return {
    down,
    handlersOf: (button) => ({
      onPointerDown(event) {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        begin(button)
      },
      onPointerUp: release,
      onPointerCancel: () => void end(),
      onLostPointerCapture: () => void end(),
      onContextMenu: (event) => event.preventDefault(),
      onKeyDown(event) {
        if (event.key === 'Escape') return void end()
        if (!isPress(event)) return
        event.preventDefault()
        if (!event.repeat) begin(button)
      },
      onKeyUp: (event) => isPress(event) && release(),
      onBlur: () => void end(),
      onClick({ detail }) {
        // A click without a finger, as a screen reader gives it, holds as long as it takes.
        if (detail !== 0 || finger.current) return
        const now: Finger = { button, downAt: Date.now(), head: headNow() }
        latest.current(button === 'big' ? letGo(now) : heldOut(now))
      },
    }),
  }
}
