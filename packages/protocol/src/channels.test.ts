import { isGatePath } from '@boss-deployer/gate'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { samples, time, unlockPress, uuid } from '../test/samples.ts'
import { otherTypes, pathsOf, valueAt, withValueAt } from '../test/spoil.ts'
import { type ClientChannel, clientChannelNames, clientChannels, hello, limits, parse } from './index.ts'

const isAccepted = (channel: ClientChannel, message: unknown) => parse(clientChannels[channel].request, message).ok

function placesOf(channel: ClientChannel) {
  const { full } = samples[channel]
  return pathsOf(full).map((path) => ({ path, value: valueAt(full, path) }))
}

/** What is accepted when it is put in a place of the full message, though it must not be. */
function acceptedWith(channel: ClientChannel, spoil: (value: unknown) => readonly unknown[]) {
  const spoiled = placesOf(channel).flatMap(({ path, value }) => spoil(value).map((put) => ({ path, put })))
  return spoiled
    .filter(({ path, put }) => isAccepted(channel, withValueAt(samples[channel].full, path, put)))
    .map(({ path, put }) => `${path.join('.')} = ${String(put).slice(0, 20)}`)
}

const ifText = (spoil: (text: string) => readonly string[]) => (value: unknown) =>
  typeof value === 'string' ? spoil(value) : []

describe.each(clientChannelNames)('the channel %s', (channel) => {
  test('accepts the least that may be said', () => {
    expect(parse(clientChannels[channel].request, samples[channel].minimal)).toMatchObject({ ok: true })
  })

  test('accepts all that may be said', () => {
    expect(parse(clientChannels[channel].request, samples[channel].full)).toMatchObject({ ok: true })
  })

  test('refuses a message that lacks a field it needs', () => {
    const { minimal } = samples[channel]
    for (const field of Object.keys(minimal)) {
      const rest = Object.fromEntries(Object.entries(minimal).filter(([name]) => name !== field))
      expect(isAccepted(channel, rest), `without ${field}`).toBe(false)
    }
  })

  test('refuses unknown fields, however deep', () => {
    const asObject = (value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [
            { ...value, surprise: 1 },
            { ...value, constructor: 1 },
            { ...value, toString: 1 },
          ]
        : []
    expect(acceptedWith(channel, asObject)).toEqual([])
  })

  test('refuses every wrong type in every field', () => {
    const accepted = acceptedWith(channel, otherTypes)
    const nullable = channel === 'status' ? ['until = null'] : []
    expect(accepted).toEqual(nullable)
  })

  test('refuses over-long strings', () => {
    expect(
      acceptedWith(
        channel,
        ifText((text) => [text + 'a'.repeat(limits.text + 1)]),
      ),
    ).toEqual([])
  })

  test('refuses control characters and lone surrogates', () => {
    const bad = ['\0', '\u0007', '\u001b[2J', '\u007f', '\u0085', '\u009b', '\ud800', '\udfff']
    expect(
      acceptedWith(
        channel,
        ifText((text) => bad.flatMap((it) => [it + text, text + it])),
      ),
    ).toEqual([])
  })

  test('refuses line breaks in whatever is one line', () => {
    const accepted = acceptedWith(
      channel,
      ifText((text) => [`${text}\n`, `${text}\r`, `${text}\t`]),
    )
    const severalLines = accepted.filter((it) => !/^(note|reason|context\.message) /.test(it))
    expect(severalLines).toEqual([])
  })

  test('refuses too many items', () => {
    const tooMany = (value: unknown) => (Array.isArray(value) ? [new Array<string>(51).fill('x')] : [])
    expect(acceptedWith(channel, tooMany)).toEqual([])
  })

  test('refuses numbers that are no counts', () => {
    const bad = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e300]
    expect(acceptedWith(channel, (value) => (typeof value === 'number' ? bad : []))).toEqual([])
  })

  test('refuses whatever is not an object', () => {
    for (const message of [undefined, null, true, 0, 'text', [], [samples[channel].full], Buffer.from('{}')])
      expect(isAccepted(channel, message) && channel !== 'approved').toBe(false)
  })
})

test('what a sample calls full has every field of its channel', () => {
  for (const channel of clientChannelNames) {
    const fields = Object.keys(clientChannels[channel].request.shape).filter((field) => field !== 'head')
    expect(Object.keys(samples[channel].full).toSorted()).toEqual(fields.toSorted())
  }
})

test('an unlock names a lock or a gate whose head is meant, and never both', () => {
  expect(isAccepted('unlock', { head: 'shop' })).toBe(true)
  expect(isAccepted('unlock', { uuid, head: 'shop' })).toBe(false)
  expect(isAccepted('unlock', {})).toBe(false)
})

test('a press names the lock that it unlocks, or the gate that it turns', () => {
  const accepts = (change: object) => isAccepted('unlock', { uuid, press: { ...unlockPress, ...change } })
  expect(accepts({})).toBe(true)
  expect(accepts({ gate: 'root' })).toBe(false)
  expect(accepts({ action: 'block' })).toBe(false)
  expect(accepts({ action: 'block', uuid: undefined, gate: 'root' })).toBe(true)
  expect(accepts({ uuid: undefined })).toBe(false)
  expect(accepts({ counter: 0 })).toBe(false)
  expect(accepts({ mac: 'ab' })).toBe(false)
})

test.each(['root', 'a', '0-9', 'shop.production', `${'a'.repeat(40)}.${'b.'.repeat(6)}c`])('%s is a gate', (gate) => {
  expect(isAccepted('approved', { gate })).toBe(true)
})

test.each([
  '',
  '.',
  'Shop',
  'shop.',
  '.shop',
  'shop..x',
  'root.shop',
  'a'.repeat(41),
  'a.b.c.d.e.f.g.h.i',
  'ü',
  '../x',
])('"%s" is no gate', (gate) => {
  expect(isAccepted('approved', { gate })).toBe(false)
})

test('the wire and the gate agree on what names a gate', () => {
  const segment = fc.oneof(fc.stringMatching(/^[a-z0-9-]{1,41}$/), fc.constantFrom('root', 'roots', '', 'A', 'a_b'))
  const text = fc.oneof(
    fc.array(segment, { minLength: 1, maxLength: 9 }).map((segments) => segments.join('.')),
    fc.string(),
  )
  fc.assert(
    fc.property(text, (gate) => {
      expect(isAccepted('approved', { gate })).toBe(isGatePath(gate))
    }),
  )
})

test.each(['2030-01-31T12:00:00Z', '2030-01-31T12:00:00.000+01:00', '2030-02-30T12:00:00.000Z', '2030-01-31', '0'])(
  'the time %s is refused: UTC with milliseconds is said in one way',
  (until) => {
    expect(isAccepted('status', { status: 'released', until })).toBe(false)
  },
)

test.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://x', '//x', 'https://', 'https://x y', 'HTTP://x'])(
  'the address %s is refused: a link in the console leads to the web',
  (url) => {
    expect(isAccepted('lock', { pipeline: 'p', step: 's', context: { diff_url: url } })).toBe(false)
  },
)

test('a client says hello with its role and, all optional, what it speaks of', () => {
  const full = { token: 'boss_x', role: 'pipeline', gate: 'shop', pipeline: 'p', step: 's', resume_from: 7 }
  expect(parse(hello, { role: 'console' }).ok).toBe(true)
  expect(parse(hello, full)).toEqual({ ok: true, value: { ...full, resume_from: undefined, resumeFrom: 7 } })
  expect(parse(hello, { ...full, role: 'admin' }).ok).toBe(false)
  expect(parse(hello, { ...full, admin: true }).ok).toBe(false)
  expect(parse(hello, {}).ok).toBe(false)
})

test('an end of a release may be said as a time, as never, or not at all', () => {
  for (const until of [time, null, undefined]) expect(isAccepted('status', { status: 'released', until })).toBe(true)
})
