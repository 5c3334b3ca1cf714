import { expect, it } from 'vitest'
import type { HeldRole } from '../access.ts'
import * as say from '../testing/scenario.ts'
import { given } from '../testing/scenario.ts'

const at = (...gates: string[]): HeldRole[] => gates.map((gate) => ({ role: 'pipeline', gate }))

it('who may do what is in the record, with who changed it', () => {
  const grants = at('root')
  const { state, events } = given().when(say.changeAccess({ subject: 'token:ci', change: 'revoked', grants }))
  expect(events).toMatchObject([
    { type: 'access-changed', kind: 'token', change: 'revoked', subject: 'token:ci', grants, by: { id: 'ada' } },
  ])
  expect(state.sequence).toBe(1)
})

it.each([
  ['of one gate at that gate', at('shop.eu'), 'shop.eu'],
  ['of two gates at the lowest one above both', at('shop.eu', 'shop.us'), 'shop'],
  ['of a gate and one below it at the upper', at('shop.eu', 'shop'), 'shop'],
  ['of strangers at the root', at('shop.eu', 'blog'), 'root'],
  ['of no gate at the root', at(), 'root'],
  ['of a gate that nobody made at the one above it', at('shop.asia'), 'shop'],
])('a change %s', (_, grants, gate) => {
  const story = given(say.addGate('shop.eu'), say.addGate('shop.us'), say.addGate('blog'))
  expect(story.when(say.changeAccess({ grants })).events).toMatchObject([{ gate, grants }])
})
