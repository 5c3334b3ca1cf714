import { expect, test } from 'vitest'
import { visitIn } from './visit.ts'

test.each([
  ['', { to: 'console' }],
  ['#code=boss_x', { to: 'console' }],
  ['#join=join_x&name=Ada%20L', { to: 'join', code: 'join_x', name: 'Ada L' }],
  ['#join=', { to: 'console' }],
  ['#device=ABCD', { to: 'device', code: 'ABCD' }],
  ['#device', { to: 'device', code: '' }],
  ['#account', { to: 'account' }],
  ['#reset=reset_x', { to: 'reset', code: 'reset_x' }],
  ['#reset', { to: 'console' }],
])('%j asks for %j', (fragment, visit) => {
  expect(visitIn(fragment, '')).toEqual(visit)
})

test('the code of a device may stand before the fragment, where the link puts it, and means nothing elsewhere', () => {
  expect(visitIn('#device', '?user_code=ABCD')).toEqual({ to: 'device', code: 'ABCD' })
  expect(visitIn('#account', '?user_code=ABCD')).toEqual({ to: 'account' })
  expect(visitIn('', '?user_code=ABCD')).toEqual({ to: 'console' })
})
