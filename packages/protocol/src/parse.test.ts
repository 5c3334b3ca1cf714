import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as others from 'zod'
import type * as z from 'zod/mini'
import { anyJson } from '../test/arbitrary.ts'
import { samples } from '../test/samples.ts'
import { pathsOf, withValueAt } from '../test/spoil.ts'
import { pingAck, pressBody } from './gadget.ts'
import {
  acknowledgement,
  clientChannelNames,
  clientChannels,
  hello,
  linkChannels,
  parse,
  restSchemas,
} from './index.ts'

const { lock, unlock, status, sync } = clientChannels
const said = (schema: z.ZodMiniType, raw: unknown) => {
  const parsed = parse(schema, raw)
  return parsed.ok ? 'ok' : parsed.error.message
}
const asked = { pipeline: 'p', step: 's' }

test.each([
  [lock, { pipeline: 'p' }, 'step: is missing'],
  [lock, { pipeline: 'p', step: 7 }, 'step: is not a string'],
  [lock, { pipeline: 'p', step: '' }, 'step: is under 1 characters'],
  [lock, { pipeline: 'p', step: 'x'.repeat(201) }, 'step: is over 200 characters'],
  [lock, { pipeline: 'p', step: 'a\u0007' }, 'step: has control characters'],
  [lock, { ...asked, hold: 'yes' }, 'hold: is not true or false'],
  [lock, { ...asked, gate: 'Shop' }, 'gate: is not a gate path such as shop.production'],
  [lock, { ...asked, context: [] }, 'context: is not an object'],
  [lock, { ...asked, context: { changelog: 'x' } }, 'context.changelog: is not a list'],
  [lock, { ...asked, context: { changelog: ['x', 3] } }, 'context.changelog.1: is not a string'],
  [lock, { ...asked, context: { changelog: Array(51).fill('x') } }, 'context.changelog: is over 50 items'],
  [lock, { ...asked, context: { diff_url: 'javascript:1' } }, 'context.diff_url: is not a web address'],
  [lock, { ...asked, context: { colour: 1 } }, 'context: has no field "colour"'],
  [lock, { ...asked, 'a\u001b\u009b"ü\ud800': 1 }, 'has no field "a\\u001b?\\"?\\ud800"'],
  [unlock, { uuid: 'x' }, 'uuid: is not a UUID'],
  [unlock, {}, 'needs either uuid or head'],
  [status, { status: 'open' }, 'status: is not one of default, released, blocked'],
  [status, { status: 'released', until: 'noon' }, 'until: is not a time such as 2030-01-31T12:00:00.000Z'],
  [sync, { after: 0.5 }, 'after: is not a whole number'],
  [sync, { after: -1 }, 'after: is under 0'],
  [sync, null, 'is not an object'],
  [sync, undefined, 'is missing'],
])('what is wrong is said in a sentence that names the field: %#', (channel, raw, sentence) => {
  expect(said(channel.request, raw)).toBe(sentence)
})

test('every field of every channel is named by its path when it is wrong', () => {
  for (const channel of clientChannelNames) {
    const { full } = samples[channel]
    for (const path of pathsOf(full).filter(({ length }) => length > 0)) {
      const sentence = said(clientChannels[channel].request, withValueAt(full, path, Symbol.for('nothing of JSON')))
      expect(sentence.startsWith(`${path.join('.')}: is not `), `${channel}: ${sentence}`).toBe(true)
    }
  }
})

const schemas: Readonly<Record<string, z.ZodMiniType>> = {
  hello,
  acknowledgement,
  pingAck,
  pressBody,
  ...linkChannels,
  ...restSchemas,
  ...Object.fromEntries(clientChannelNames.map((name) => [`${name} (request)`, clientChannels[name].request])),
  ...Object.fromEntries(clientChannelNames.map((name) => [`${name} (answer)`, clientChannels[name].answer])),
}

function expectResult(schema: z.ZodMiniType, raw: unknown) {
  const parsed = parse(schema, raw)
  if (parsed.ok) return
  expect(parsed.error.code).toBe('invalid_message')
  expect(parsed.error.message).toMatch(/^[ -~]{1,300}$/)
}

const deep = (levels: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}

const huge = 'x'.repeat(1_000_000)
const heaps = [
  deep(100_000, (inner) => [inner]),
  deep(100_000, (inner) => ({ ok: true, context: inner })),
  { ok: true, status: deep(100_000, (inner) => ({ a_b: inner })) },
  Array.from({ length: 100_000 }, (_, place) => place),
  Object.fromEntries(Array.from({ length: 50_000 }, (_, place) => [`field_${place}`, place])),
  huge,
  { [huge]: huge, ok: true, pipeline: huge, step: huge, uuid: huge, gate: huge },
  new Uint8Array(100_000),
]

describe.each(Object.entries(schemas))('whatever arrives as %s', (_, schema) => {
  test('is a message or an error, for any JSON', () => {
    fc.assert(
      fc.property(anyJson, (raw) => {
        expectResult(schema, raw)
      }),
      { numRuns: 100 },
    )
  })

  test('is a message or an error, however deep, wide or long', () => {
    for (const raw of heaps) expectResult(schema, raw)
  })
})

test('names that mean something to JavaScript are names like any other, and change nothing else', () => {
  const text =
    '{"ok":true,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a_b":{"__proto__":[1]}}'
  const parsed = parse(acknowledgement, JSON.parse(text))
  expect(parsed).toEqual({ ok: true, value: { ok: true, constructor: { prototype: { polluted: 1 } }, aB: {} } })
  expect(Reflect.get({}, 'polluted')).toBe(undefined)
  expect(parsed.ok && Object.getPrototypeOf(parsed.value)).toBe(Object.prototype)
})

test('a refusal is in our own words, whatever words another library has given the schema library', () => {
  others.config(others.locales.en())
  const refused = parse(clientChannels.lock.request, { pipeline: 7, step: 's' })
  expect(refused).toMatchObject({ ok: false, error: { message: 'pipeline: is not a string' } })
})
