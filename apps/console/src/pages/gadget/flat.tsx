import { useEffect, useRef } from 'react'
import { Cap } from './cap.tsx'
import type { Lighting } from './lighting.ts'
import type { Fingers } from './use-finger.ts'

const CENTRE = 200
const RING = 150
const LIGHTS = [0, 1, 2, 3, 4].map((place) => {
  const angle = (place / 5) * 2 * Math.PI - Math.PI / 2
  return { place, x: CENTRE + RING * Math.cos(angle), y: CENTRE + RING * Math.sin(angle) }
})

interface FlatProps {
  readonly lighting: Lighting
  readonly fingers: Fingers
}

/** The gadget drawn flat, seen from above. */
export function Flat({ lighting: { name, motion, ms }, fingers }: FlatProps) {
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    top.current?.style.setProperty(motion === 'fill' ? '--fill' : '--turn', `${ms}ms`)
  }, [motion, ms])
  return (
    <div ref={top} className="desk-top">
      <svg viewBox="0 0 400 400" aria-hidden="true" className={`ring ${name}`}>
        <circle className="desk-body" cx={CENTRE} cy={CENTRE} r="194" />
        <circle className="desk-collar" cx={CENTRE} cy={CENTRE} r="112" />
        {LIGHTS.map(({ place, x, y }) => (
          <circle key={place} className="light" cx={x} cy={y} r="17" />
        ))}
      </svg>
      <Cap button="big" {...fingers} />
    </div>
  )
}
