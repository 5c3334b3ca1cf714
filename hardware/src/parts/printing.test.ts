import { describe, expect, test } from 'vitest'
import { findOverhangs } from '../case/overhang.ts'
import { degrees, mm } from '../case/parameters.ts'
import { meshOf } from '../files/mesh.ts'
import { look } from '../testing/solids.ts'
import { parts } from './parts.ts'

describe.each(parts)('the $name', ({ printed, placed, genus }) => {
  const solid = look(printed, (made) => made)

  test('is one closed solid, and every hole in it is open', () => {
    const separate = solid.decompose()
    for (const piece of separate) piece.delete()
    expect([solid.status(), solid.genus(), separate.length]).toEqual(['NoError', genus, 1])
  })

  test('lies on the bed and fits it', () => {
    const { min, max } = solid.boundingBox()
    const room = mm('bedSide') - 2 * mm('bedMargin')
    expect(min[2]).toBeCloseTo(0, 4)
    expect(max[0] - min[0]).toBeLessThanOrEqual(room)
    expect(max[1] - min[1]).toBeLessThanOrEqual(room)
  })

  test('needs no support: what hangs is a short bridge', () => {
    for (const overhang of findOverhangs(meshOf(solid), degrees('steepest'))) {
      expect(overhang).toMatchObject({ isHeld: true })
      expect(overhang.length).toBeLessThanOrEqual(mm('bridge'))
    }
  })

  test('is the same thing on the bed and in the gadget', () => {
    const volume = solid.volume()
    expect(volume).toBeGreaterThan(0)
    for (const copy of placed) expect(look(copy, (one) => one.volume())).toBeCloseTo(volume, 0)
  })
})

test('all of it takes less than six hundred grams of plastic, even when it is solid', () => {
  const volume = parts.reduce(
    (sum, { printed, placed }) => sum + placed.length * look(printed, (solid) => solid.volume()),
    0,
  )
  const gramsOfPla = (volume / 1_000) * 1.24
  expect(gramsOfPla).toBeLessThan(600)
  expect(gramsOfPla).toBeGreaterThan(100)
})
