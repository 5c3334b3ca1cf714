import { expect, it } from 'vitest'
import { lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START } from '../testing/scenario.ts'

const asked = [say.addGate('shop'), say.lock('a', { gate: 'shop', contextDigest: 'd1' })]

it.each([
  ['claimed', [say.unlock('a'), say.claim('a')]],
  ['rejected', [say.reject('a')]],
  ['cancelled', [say.cancel('a')]],
  ['killed', [say.block('root')]],
])('the context of a %s lock can be forgotten; its digest stays', (_, story) => {
  const { state, events, about } = given(...asked, ...story).when(say.forgetContext('a', { after: 5 }))
  expect(about).toBe('a')
  expect(events).toMatchObject([{ type: 'context-forgotten', lock: 'a', gate: 'shop', by: { id: 'ada' } }])
  expect(lockOf(state, 'a')).toMatchObject({ contextDigest: 'd1', contextForgottenAt: START + 5 })
})

it.each([
  ['waits', asked],
  ['may still be claimed', [...asked, say.unlock('a')]],
])('the context of a lock that %s cannot be forgotten', (_, story) => {
  expect(inShort(given(...story).when(say.forgetContext('a')))).toBe('conflict')
})

it('a context is forgotten once, and one that never was not at all', () => {
  const twice = given(...asked, say.reject('a'), say.forgetContext('a')).when(say.forgetContext('a'))
  expect(inShort(twice)).toBe('nothing')
  expect(inShort(given(say.lock('a'), say.reject('a')).when(say.forgetContext('a')))).toBe('nothing')
  expect(inShort(given().when(say.forgetContext('a')))).toBe('lock_not_found')
})
