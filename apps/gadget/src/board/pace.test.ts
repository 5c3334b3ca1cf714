import { heldClock } from '@boss-deployer/testing'
import { expect, test } from 'vitest'
import { startPace } from './pace.ts'

test('it runs as long as time does, and says so', async () => {
  const clock = heldClock()
  let ran = 0
  const pace = startPace((ms) => {
    ran += ms
  }, clock)
  expect(pace.speed()).toBeNull()
  await clock.advance(10_000)
  expect(ran).toBeGreaterThan(9_990)
  expect(ran).toBeLessThanOrEqual(10_000)
  expect(pace.speed()).toBeCloseTo(1, 1)
  pace.stop()
  await clock.advance(1_000)
  expect(ran).toBeLessThanOrEqual(10_000)
  expect(clock.pending).toBe(0)
})

test('a machine that is too slow runs on without making up for it, and is told of', () => {
  let now = 0
  let next = { at: 0, run: () => {} }
  const after = (ms: number, run: () => void) => {
    next = { at: now + ms, run }
    return () => {}
  }
  const turns: number[] = []
  const work = (ms: number) => {
    turns.push(ms)
    now += 3 * ms
  }
  const pace = startPace(work, { now: () => now, after })
  const passUntil = (end: number) => {
    while (now < end) {
      now = Math.max(now, next.at)
      next.run()
    }
  }
  passUntil(10_000)
  expect(Math.max(...turns)).toBe(5)
  expect(pace.speed()).toBeCloseTo(1 / 3, 1)
  const before = turns.length
  now += 60_000
  passUntil(now + 1_000)
  const sum = turns.slice(before).reduce((total, ms) => total + ms, 0)
  expect(sum).toBeLessThan(1_000 / 3 + 10)
  pace.stop()
})
