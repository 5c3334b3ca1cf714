import { expect, test } from 'vitest'
import { mayAt } from './may.ts'

const ada = {
  grants: [
    { role: 'viewer', gate: 'root' },
    { role: 'operator', gate: 'shop' },
  ],
}

test('one has the rights of a role at its gate and below, and nowhere else', () => {
  expect(mayAt(ada, 'operate', 'shop')).toBe(true)
  expect(mayAt(ada, 'operate', 'shop.production')).toBe(true)
  expect(mayAt(ada, 'operate', 'root')).toBe(false)
  expect(mayAt(ada, 'operate', 'till')).toBe(false)
  expect(mayAt(ada, 'view', 'till')).toBe(true)
})

test('without a gate it is asked whether one has it anywhere', () => {
  expect(mayAt(ada, 'operate')).toBe(true)
  expect(mayAt(ada, 'relay')).toBe(false)
})

test('a role that a newer link has gives nothing', () => {
  expect(mayAt({ grants: [{ role: 'emperor', gate: 'root' }] }, 'view', 'root')).toBe(false)
})
