import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Vec3 } from '../case/kernel.ts'
import { block } from '../case/outline.ts'
import { add, cut, cylinder, move, type Shape } from '../case/shape.ts'
import { meshFrom } from '../testing/solids.ts'
import { type Camera, dot, type View, viewOf } from './camera.ts'
import { type Facet, facetsOf } from './facets.ts'
import { backToFront } from './order.ts'

const paint = { colour: 'ffffff' }
const seenFacets = (shape: Shape, view: View) => facetsOf(meshFrom(shape), view.towards, paint)

/** How near a point of the picture is on each facet that covers it, in the order of the facets. */
function depthsAt(facets: readonly Facet[], view: View, [x, y]: readonly [number, number]): readonly number[] {
  return facets.flatMap((facet) => {
    const flat = facet.corners.map((corner) => [dot(corner, view.right) - x, dot(corner, view.up) - y] as const)
    const sides = flat.map(([x1, y1], at) => {
      const [x2, y2] = flat[(at + 1) % flat.length] ?? [0, 0]
      return x1 * y2 - x2 * y1
    })
    if (!sides.every((side) => side > 1e-6)) return []
    const along = (axis: 0 | 1 | 2) => x * view.right[axis] + y * view.up[axis]
    const fixed: Vec3 = [along(0), along(1), along(2)]
    return [(facet.offset - dot(facet.normal, fixed)) / dot(facet.normal, view.towards)]
  })
}

const angle = fc.integer({ min: -180, max: 180 })
const camera = fc.record({ from: angle, above: fc.integer({ min: -80, max: 80 }) })
const place = fc.integer({ min: -20, max: 20 })
const thing = fc.record({ x: place, y: place, z: place, size: fc.integer({ min: 3, max: 25 }), isHollow: fc.boolean() })
const points = [-16, -9, -3, 2, 7, 13].flatMap((x) =>
  [-15, -8, -2, 3, 9, 14].map((y): [number, number] => [x + 0.31, y + 0.17]),
)

describe('facets from the farthest to the nearest', () => {
  test.prop([camera, fc.array(thing, { minLength: 1, maxLength: 4 })], { numRuns: 60 })(
    'cover each other as the things do, wherever one looks from',
    (from: Camera, things) => {
      const view = viewOf(from)
      const [first, ...others] = things.map(({ x, y, z, size, isHollow }) => {
        const solid = block([size, size, size])
        return move(isHollow ? cut(solid, cylinder(size / 3, size)) : solid, [x, y, z])
      })
      if (!first) return
      const facets = seenFacets(add(first, ...others), view)
      const ordered = backToFront(facets, view.towards)
      for (const point of points) {
        const depths = depthsAt(ordered, view, point)
        depths.forEach((depth, at) => {
          expect(depth).toBeGreaterThanOrEqual((depths[at - 1] ?? Number.NEGATIVE_INFINITY) - 1e-3)
        })
        expect(depths.length).toBeGreaterThanOrEqual(depthsAt(facets, view, point).length === 0 ? 0 : 1)
      }
    },
  )

  test('lose nothing of the surface', () => {
    const view = viewOf({ from: 30, above: 30 })
    const facets = seenFacets(add(block([20, 20, 20]), move(block([4, 40, 4]), [3, 3, 8])), view)
    const area = (of: readonly Facet[]) => of.reduce((sum, facet) => sum + areaOf(facet), 0)
    expect(area(backToFront(facets, view.towards))).toBeCloseTo(area(facets), 3)
  })
})

function areaOf({ corners, normal }: Facet): number {
  const [a = [0, 0, 0], ...others] = corners
  return others.slice(1).reduce((sum, c, at) => {
    const b = others[at] ?? a
    const [u, v] = [b, c].map((corner) => [corner[0] - a[0], corner[1] - a[1], corner[2] - a[2]])
    const [[ux = 0, uy = 0, uz = 0] = [], [vx = 0, vy = 0, vz = 0] = []] = [u, v]
    return sum + dot([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx], normal) / 2
  }, 0)
}
