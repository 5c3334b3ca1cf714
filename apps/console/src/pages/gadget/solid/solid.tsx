import { type PointerEvent, useEffect, useRef } from 'react'
import { Cap } from '../cap.tsx'
import type { Lighting } from '../lighting.ts'
import type { Button } from '../press.ts'
import type { Fingers } from '../use-finger.ts'
import { openScene, type SolidScene, type Spot } from './scene.ts'

interface SolidProps {
  readonly lighting: Lighting
  readonly lines: readonly string[]
  readonly fingers: Fingers
  /** There are no graphics, or no longer. */
  readonly onFail: () => void
}

const buttons = ['green', 'big', 'red'] as const
/** What a finger can hit, CSS pixels (WCAG 2.2, 2.5.8). */
const LEAST_RADIUS = 22

const stillWanted = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/** The gadget as it stands on a desk. Its buttons are real ones, which lie over those of the picture. */
export function Solid({ lighting, lines, fingers, onFail }: SolidProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const places = useRef<HTMLDivElement>(null)
  const scene = useRef<SolidScene>(null)
  const from = useRef<{ readonly x: number; readonly y: number }>(null)
  const { down } = fingers
  const look = { lighting, down, lines }
  const latest = useRef({ look, onFail })
  useEffect(() => {
    latest.current = { look, onFail }
    scene.current?.look(look)
  })

  useEffect(() => {
    let isOver = false
    const fail = () => {
      if (!isOver) latest.current.onFail()
    }
    function onSpots(spots: Readonly<Record<Button, Spot>>) {
      for (const name of buttons) {
        const { x, y, radius } = spots[name]
        const style = places.current?.querySelector<HTMLElement>(`.cap-${name}`)?.style
        style?.setProperty('--x', `${x}px`)
        style?.setProperty('--y', `${y}px`)
        style?.setProperty('--radius', `${Math.max(radius, LEAST_RADIUS)}px`)
      }
    }
    if (canvas.current) {
      openScene(canvas.current, { isStill: stillWanted(), onSpots, onLost: fail }).then((opened) => {
        if (isOver) return opened.close()
        scene.current = opened
        opened.look(latest.current.look)
        places.current?.classList.add('is-drawn')
      }, fail)
    }
    return () => {
      isOver = true
      scene.current?.close()
      scene.current = null
    }
  }, [])

  const hold = (event: PointerEvent) => {
    from.current = { x: event.clientX, y: event.clientY }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const turn = ({ clientX: x, clientY: y }: PointerEvent) => {
    if (!from.current) return
    scene.current?.drag(x - from.current.x, y - from.current.y)
    from.current = { x, y }
  }
  const letGo = () => {
    from.current = null
  }
  return (
    <div ref={places} className="solid" data-lights={lighting.name}>
      <canvas ref={canvas} onPointerDown={hold} onPointerMove={turn} onPointerUp={letGo} onPointerCancel={letGo} />
      {buttons.map((button) => (
        <Cap key={button} button={button} {...fingers} />
      ))}
    </div>
  )
}
