import { expect, it } from 'vitest'
import { lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START } from '../testing/scenario.ts'
import { NUDGE_EVERY_MS, nudgeableFrom } from './nudge.ts'

const asked = [say.addGate('shop'), say.lock('a', { gate: 'shop' })]

it('what waits can be nudged, which is remembered and changes nothing else', () => {
  const { state: before } = given(...asked)
  const { state, events, about } = given(...asked).when(say.nudge('a', { after: 5 }))
  expect(about).toBe('a')
  expect(events).toMatchObject([{ type: 'nudged', lock: 'a', gate: 'shop', by: { id: 'pip' } }])
  expect(lockOf(state, 'a')).toEqual({ ...lockOf(before, 'a'), nudgedAt: START + 5 })
})

it('it is left alone for five minutes then, whoever nudges', () => {
  const nudged = [...asked, say.nudge('a')]
  const early = given(...nudged).when(say.nudge('a', { after: NUDGE_EVERY_MS - 1, by: say.ada }))
  expect(inShort(early)).toBe('too_many')
  const late = given(...nudged).when(say.nudge('a', { after: NUDGE_EVERY_MS }))
  expect(inShort(late)).toBe('nudged')
  expect(nudgeableFrom({ nudgedAt: null })).toBe(0)
})

it.each([
  ['unlocked', [say.unlock('a')]],
  ['rejected', [say.reject('a')]],
  ['claimed', [say.unlock('a'), say.claim('a')]],
])('nobody is reminded of what is %s', (_, story) => {
  expect(inShort(given(...asked, ...story).when(say.nudge('a')))).toBe('conflict')
})

it('what never was cannot be nudged', () => {
  expect(inShort(given().when(say.nudge('a')))).toBe('lock_not_found')
})
