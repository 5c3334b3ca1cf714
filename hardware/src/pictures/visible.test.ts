import { describe, expect, test } from 'vitest'
import type { Vec2 } from '../case/kernel.ts'
import { findVisible } from './visible.ts'

const canvas = { width: 40, height: 30 }
const square = (x: number, y: number, side: number): readonly Vec2[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
]

const seen = (areas: readonly (readonly Vec2[])[]) => [...findVisible(areas, canvas)].sort((a, b) => a - b)

describe('what is seen of areas that are painted one after another', () => {
  test('is each that no later one covers', () => {
    expect(seen([square(2, 2, 8), square(20, 2, 8)])).toEqual([0, 1])
  })

  test('is not what a later one covers wholly, but what it covers in part', () => {
    expect(seen([square(4, 4, 4), square(2, 2, 9)])).toEqual([1])
    expect(seen([square(4, 4, 9), square(2, 2, 9)])).toEqual([0, 1])
  })

  test('is a triangle where its own corner is, not where its bounds are', () => {
    const triangle: readonly Vec2[] = [
      [2, 2],
      [20, 2],
      [2, 20],
    ]
    expect(seen([square(15, 15, 3), triangle])).toEqual([0, 1])
    expect(seen([square(3, 3, 3), triangle])).toEqual([1])
  })

  test('ends at the edge of the picture', () => {
    expect(seen([square(-5, -5, 100), square(200, 3, 5)])).toEqual([0])
  })
})
