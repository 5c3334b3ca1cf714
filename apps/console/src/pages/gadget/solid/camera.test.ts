import { fc, test } from '@fast-check/vitest'
import { Vector3 } from 'three'
import { expect } from 'vitest'
import { atFirst, dragged, newCamera, place } from './camera.ts'

const pixels = fc.integer({ min: -5_000, max: 5_000 })

test.prop([fc.double({ min: 0.3, max: 4, noNaN: true }), pixels, pixels])(
  'all of the gadget is in the picture, whatever its shape and from wherever one looks',
  (aspect, byX, byY) => {
    const camera = newCamera()
    place(camera, dragged(atFirst, byX, byY), aspect)
    const corners = [
      [-0.985, 0.3, 0],
      [0.985, 0.3, 0],
      [0, 0, 0.9],
      [0, 1.16, 0.4],
      [0.4, 1.16, 0],
    ] as const
    for (const corner of corners) {
      const { x, y } = new Vector3(...corner).project(camera)
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1)
    }
  },
)

test.prop([pixels, pixels])('one never looks from behind or from below', (byX, byY) => {
  const { round, up } = dragged(atFirst, byX, byY)
  expect(Math.abs(round)).toBeLessThan(Math.PI / 2)
  expect(up).toBeGreaterThan(0)
  expect(up).toBeLessThan(Math.PI / 2)
})
