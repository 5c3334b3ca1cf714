import { expect, test } from 'vitest'
import { openDeliveries } from './deliveries.ts'

test('what was taken is not taken again, by any of its names, until it is given back', () => {
  const deliveries = openDeliveries()
  expect(deliveries.take(['a', 'b'])).toBe(true)
  expect(deliveries.take(['c', 'b'])).toBe(false)
  expect(deliveries.take(['c'])).toBe(true)
  deliveries.giveBack(['a', 'b'])
  expect(deliveries.take(['b'])).toBe(true)
})

test('of too many the oldest is forgotten first', () => {
  const deliveries = openDeliveries()
  for (let each = 0; each <= 10_000; each += 1) deliveries.take([`delivery ${each}`])
  expect(deliveries.take(['delivery 10000'])).toBe(false)
  expect(deliveries.take(['delivery 0'])).toBe(true)
})
