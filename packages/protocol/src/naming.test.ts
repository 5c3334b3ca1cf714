import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyJson } from '../test/arbitrary.ts'
import { fromWire, toWire } from './index.ts'

test('snake_case of the wire is camelCase in the code, at every depth', () => {
  const wire = { locked_at: 1, head: { by: 'x_y', queue_length: 2 }, approvers: [{ last_used_at: 3 }], until: null }
  const code = { lockedAt: 1, head: { by: 'x_y', queueLength: 2 }, approvers: [{ lastUsedAt: 3 }], until: null }
  expect(fromWire(wire)).toEqual(code)
  expect(toWire<typeof wire>(code)).toEqual(wire)
})

test('what is undefined is not said', () => {
  expect(Object.keys(toWire<object>({ note: undefined, reason: null }))).toEqual(['reason'])
})

const plain: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"_Proto__":{"polluted":1},"a_b":3}')

test('a field named __proto__ is left out, one named constructor is a field', () => {
  for (const renamed of [fromWire(plain), toWire(plain), fromWire(toWire(plain)), toWire(fromWire(plain))]) {
    if (typeof renamed !== 'object' || renamed === null) throw new Error('it was an object')
    expect(Object.getPrototypeOf(renamed)).toBe(Object.prototype)
    expect(Object.keys(renamed)).not.toContain('__proto__')
    expect(Reflect.get(renamed, 'constructor')).toBe(2)
  }
  expect(Reflect.get({}, 'polluted')).toBe(undefined)
})

test('renaming never throws and never changes a prototype, whatever it is given', () => {
  fc.assert(
    fc.property(anyJson, (raw) => {
      for (const renamed of [fromWire(raw), toWire(raw)]) {
        if (typeof renamed !== 'object' || renamed === null) continue
        expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(renamed))
      }
    }),
  )
})
