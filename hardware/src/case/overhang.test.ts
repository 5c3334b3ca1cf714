import { describe, expect, test } from 'vitest'
import { meshFrom } from '../testing/solids.ts'
import { block } from './outline.ts'
import { findOverhangs } from './overhang.ts'
import { add, cone, cut, cylinder, move, rotate, type Shape } from './shape.ts'

const overhangs = (shape: Shape) =>
  findOverhangs(meshFrom(shape), 45).map(({ length, height, isHeld }) => ({
    length: Math.round(length),
    height: Math.round(height),
    isHeld,
  }))
const leg = (x: number): Shape => move(block([4, 4, 10]), [x, 0, 0])
const board = move(block([24, 4, 2]), [0, 0, 10])

describe('what hangs in the air', () => {
  test('is nothing where a thing stands on the bed with its whole underside', () => {
    expect(overhangs(cylinder(10, 5))).toEqual([])
  })

  test('is no slope of 45 degrees, but one that is flatter', () => {
    expect(overhangs(cone(10, 15, 5))).toEqual([])
    expect(overhangs(cone(10, 16, 5))).not.toEqual([])
  })

  test('is a bridge between two legs, which is held', () => {
    expect(overhangs(add(leg(-10), leg(10), board))).toEqual([{ length: 16, height: 10, isHeld: true }])
  })

  test('is a board on one leg, which is not held', () => {
    expect(overhangs(add(leg(-10), board))).toEqual([{ length: 20, height: 10, isHeld: false }])
  })

  test('is whatever begins in the air', () => {
    const [found] = overhangs(add(leg(0), move(block([3, 3, 3]), [20, 0, 4])))
    expect(found).toMatchObject({ isHeld: false, height: 4 })
  })

  test('is the upper part of a hole through a wall, held on both sides, whichever way the wall looks', () => {
    for (const turn of [0, 37, 72, 144]) {
      const hole = move(rotate(cylinder(6, 40), [0, 90, 0]), [-20, 0, 12])
      const found = overhangs(rotate(cut(block([3, 30, 24]), hole), [0, 0, turn]))
      expect(found).toHaveLength(1)
      expect(found[0]?.isHeld).toBe(true)
      expect(found[0]?.length).toBeLessThan(12)
    }
  })
})
