import type { Vec2 } from '../case/kernel.ts'

/** Painted areas in a picture of whole pixels; each hides what was painted there before. */
interface Canvas {
  readonly width: number
  readonly height: number
}

/**
 * Which of these convex areas, painted one after another, are seen in the end: those that keep the middle of a pixel.
 * Gives their indices. Points are in pixels.
 */
export function findVisible(areas: readonly (readonly Vec2[])[], { width, height }: Canvas): ReadonlySet<number> {
  const columns = Math.ceil(width)
  const owners = new Int32Array(columns * Math.ceil(height)).fill(-1)
  areas.forEach((area, index) => {
    const ys = area.map(([, y]) => y)
    const [first, last] = [Math.max(0, Math.floor(Math.min(...ys))), Math.min(height - 1, Math.ceil(Math.max(...ys)))]
    for (let row = first; row <= last; row += 1) {
      const span = crossings(area, row + 0.5)
      if (!span) continue
      const [from, to] = [Math.max(0, Math.ceil(span[0] - 0.5)), Math.min(columns - 1, Math.floor(span[1] - 0.5))]
      if (from <= to) owners.fill(index, row * columns + from, row * columns + to + 1)
    }
  })
  const visible = new Set(owners)
  visible.delete(-1)
  return visible
}

/** From where to where a horizontal line is inside a convex area. */
function crossings(area: readonly Vec2[], y: number): Vec2 | null {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  area.forEach(([x1, y1], side) => {
    const [x2, y2] = area[(side + 1) % area.length] ?? [x1, y1]
    if (y1 > y === y2 > y) return
    const x = x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)
    from = Math.min(from, x)
    to = Math.max(to, x)
  })
  return from <= to ? [from, to] : null
}
