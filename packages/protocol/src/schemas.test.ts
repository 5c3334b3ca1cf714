import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod/mini'
import { arbitraryOf } from '../test/arbitrary.ts'
import { desiredState, gadgetPublicState, ping, pingAck, pressBody, serverPublicState } from './gadget.ts'
import {
  acknowledgement,
  clientChannelNames,
  clientChannels,
  fromWire,
  linkChannels,
  parse,
  problem,
  restAnswers,
  restSchemas,
  toWire,
} from './index.ts'

const fromLink: Readonly<Record<string, z.ZodMiniType>> = {
  ...linkChannels,
  ...Object.fromEntries(clientChannelNames.map((name) => [`answer to ${name}`, clientChannels[name].answer])),
  ...Object.fromEntries(Object.entries(restAnswers).map(([name, schema]) => [`REST ${name}`, schema])),
  problem,
  desiredState,
  pingAck,
  gadgetPublicState,
  serverPublicState,
}

const toLink: Readonly<Record<string, z.ZodMiniType>> = {
  ...Object.fromEntries(clientChannelNames.map((name) => [`request of ${name}`, clientChannels[name].request])),
  ...Object.fromEntries(Object.entries(restSchemas).map(([name, schema]) => [`REST ${name}`, schema])),
  ping,
  pressBody,
}

/** The same value with a field more in every object that is in it. */
function withNews(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNews)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [name, withNews(inner)])
  return { ...Object.fromEntries(entries), field_of_next_year: { a: [1] } }
}

describe.each(Object.entries(fromLink))('what the link says: %s', (_, schema) => {
  test('a field that is new is ignored, at every depth', () => {
    fc.assert(
      fc.property(arbitraryOf(schema), (value) => {
        expect(parse(schema, withNews(value)).ok).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})

describe.each(Object.entries({ ...fromLink, ...toLink }))('the names of %s', (_, schema) => {
  test('go from the wire to the code and back, and nothing is lost', () => {
    fc.assert(
      fc.property(arbitraryOf(schema), (value) => {
        const parsed = parse(schema, value)
        if (!parsed.ok) throw new Error(parsed.error.message)
        expect(toWire(parsed.value)).toEqual(value)
        expect(fromWire(toWire(parsed.value))).toEqual(parsed.value)
        expect(JSON.stringify(parsed.value)).not.toMatch(/"[a-z]+_[a-z_]*":/)
      }),
      { numRuns: 50 },
    )
  })
})

test('an acknowledgement is an answer or an error, and says which', () => {
  expect(parse(acknowledgement, { ok: true, lock: 'x', locked_at: 'y' })).toEqual({
    ok: true,
    value: { ok: true, lock: 'x', lockedAt: 'y' },
  })
  expect(parse(acknowledgement, { ok: false, error: { code: 'of_next_year', message: 'm', hint: 'h' } })).toEqual({
    ok: true,
    value: { ok: false, error: { code: 'of_next_year', message: 'm' } },
  })
  for (const bad of [{ ok: false }, { ok: 'yes' }, {}, null, 'ok']) expect(parse(acknowledgement, bad).ok).toBe(false)
})
