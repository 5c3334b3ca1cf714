import type { Lighting } from '../lighting.ts'

export const LIGHTS = 5
const FAINT = 0.12
const IDLE = 0.35

/** Points of a round: its part, 0 to 1, and how bright a light is there. As the flat gadget's style says it. */
type Course = readonly (readonly [number, number])[]
const slide: Course = [
  [0, 1],
  [0.6, FAINT],
  [0.8, FAINT],
  [1, 1],
]
const flash: Course = [
  [0, FAINT],
  [0.08, 1],
  [1, FAINT],
]

const partOf = (it: number): number => it - Math.floor(it)

function along(course: Course, part: number): number {
  const next = course.findIndex(([at]) => at >= part)
  const [to, level] = course[next] ?? [1, FAINT]
  const [from, before] = course[next - 1] ?? [0, level]
  return to === from ? level : before + ((level - before) * (part - from)) / (to - from)
}

/**
 * How bright a light is, 0 to 1.
 * @param place 0 is in front, the others follow clockwise
 * @param since how long the lights have done this, milliseconds
 * @param isStill for who wants nothing to move: what would move shines
 */
export function levelOf({ motion, ms }: Lighting, place: number, since: number, isStill: boolean): number {
  switch (motion) {
    case 'still':
      return 1
    case 'one':
      return place === 0 ? IDLE : 0
    case 'fill':
      return since >= (ms * (place + 1)) / LIGHTS ? 1 : 0
    case 'slide':
      return isStill ? 1 : along(slide, partOf(since / ms - place / LIGHTS))
    case 'flash':
      return isStill ? 1 : along(flash, partOf(since / ms))
  }
}

/** Whether the lights change by themselves. */
export const isMoving = ({ motion }: Lighting, isStill: boolean): boolean =>
  motion === 'fill' || (!isStill && (motion === 'slide' || motion === 'flash'))
