import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { actsAfter, type Button, heldOut, letGo } from './press.ts'

const head = { uuid: 'a', since: 1_000 }

test.each([
  [
    { button: 'big', downAt: 1_500, head },
    { did: 'unlock', uuid: 'a' },
  ],
  [
    { button: 'big', downAt: 1_499, head },
    { did: null, why: 'tooYoung' },
  ],
  [
    { button: 'big', downAt: 9_000, head: null },
    { did: null, why: 'nothing' },
  ],
  [
    { button: 'green', downAt: 9_000, head },
    { did: null, why: 'tooShort' },
  ],
  [
    { button: 'red', downAt: 9_000, head },
    { did: null, why: 'tooShort' },
  ],
] as const)('a finger on %j that lets go early: %j', (finger, pressed) => {
  expect(letGo(finger)).toEqual(pressed)
})

test.each([
  ['big', 1_500, 'default'],
  ['green', 700, 'release'],
  ['red', 700, 'block'],
] as const)('%s held for %i ms is %s', (button, ms, did) => {
  expect(actsAfter(button)).toBe(ms)
  expect(heldOut({ button, downAt: 0, head })).toEqual({ did })
})

const anyButton = fc.constantFrom<Button>('big', 'green', 'red')
property.prop([anyButton, fc.nat(), fc.option(fc.record({ uuid: fc.uuid(), since: fc.nat() }))])(
  'nothing but the head that was under the finger is ever unlocked',
  (button, downAt, shown) => {
    const pressed = letGo({ button, downAt, head: shown })
    if (pressed.did === 'unlock') expect(pressed.uuid).toBe(shown?.uuid)
  },
)
