import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { gadgetId, pressAction } from '../press.ts'
import { isSameMac, macOf, macText, pingNonce, pressCounter, pressMac, type SignedRequest, sessionKey } from './mac.ts'

const file = new URL('../../vectors/gadget-mac.json', import.meta.url)
const hex = z.string().check(z.regex(/^([0-9a-f]{2})*$/))
const direction = z.enum(['g>s', 's>g'])
const vectors = z
  .strictObject({
    about: z.array(z.string()),
    mac_key: hex,
    press_key: hex,
    ping_nonces: z.array(z.strictObject({ boot: z.int(), ping: z.int(), nonce: hex })),
    press_counters: z.array(z.strictObject({ boot: z.int(), press: z.int(), counter: z.int() })),
    sessions: z.array(
      z.strictObject({
        name: z.string(),
        key: hex,
        direction,
        gadget_nonce: hex,
        server_nonce: hex,
        session_key: hex,
      }),
    ),
    requests: z.array(
      z.strictObject({
        name: z.string(),
        key: hex,
        direction,
        gadget: gadgetId,
        method: z.string(),
        path: z.string(),
        session: hex,
        counter: z.int(),
        body_hex: hex,
        body_sha256: hex,
        text: z.string(),
        mac: hex,
      }),
    ),
    presses: z.array(
      z.strictObject({
        name: z.string(),
        key: hex,
        gadget: gadgetId,
        counter: z.int(),
        action: pressAction,
        target: z.string(),
        text: z.string(),
        mac: hex,
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(file, 'utf8')))

/** A second implementation, byte by byte and sharing no line with the first. */
const hmacOf = (keyHex: string, bytes: Uint8Array) =>
  createHmac(
    'sha256',
    Uint8Array.from(keyHex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
  )
    .update(bytes)
    .digest()
    .toString('hex')
const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(lines.join('\x0a'))

test('the vectors are ASCII: a compiler of any age reads them', () => {
  expect(readFileSync(file, 'utf8')).toMatch(/^[\n\x20-\x7e]+$/)
})

describe.each(vectors.sessions)('the session key of $name', (it) => {
  test('is as the vector says, also when it is made a second way', () => {
    const nonces = { gadget: it.gadget_nonce, server: it.server_nonce }
    expect(sessionKey(it.key, it.direction, nonces)).toBe(it.session_key)
    const lines = ['boss1-session', it.direction, it.gadget_nonce, it.server_nonce]
    expect(hmacOf(it.key, bytesOf(lines))).toBe(it.session_key)
  })
})

describe.each(vectors.requests)('the request "$name"', (it) => {
  const bytes = Uint8Array.from(it.body_hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
  const body = new TextDecoder().decode(bytes)

  test('has the text and the MAC of its vector', () => {
    expect(macText({ ...it, body })).toBe(it.text)
    expect(macOf(it.key, { ...it, body })).toBe(it.mac)
  })

  test('has them also when they are made a second way', () => {
    const bodyHash = createHash('sha256').update(bytes).digest().toString('hex')
    expect(bodyHash).toBe(it.body_sha256)
    const lines = ['boss1', it.direction, it.gadget, it.method, it.path, it.session, `${it.counter}`, bodyHash]
    expect(new TextDecoder().decode(bytesOf(lines))).toBe(it.text)
    expect(hmacOf(it.key, bytesOf(lines))).toBe(it.mac)
  })
})

describe.each(vectors.presses)('the press "$name"', (it) => {
  test('has the MAC of its vector, also when it is made a second way', () => {
    expect(pressMac(it.key, it)).toBe(it.mac)
    const lines = ['boss1-press', it.gadget, `${it.counter}`, it.action, it.target]
    expect(new TextDecoder().decode(bytesOf(lines))).toBe(it.text)
    expect(hmacOf(it.key, bytesOf(lines))).toBe(it.mac)
  })
})

test('the vectors have both directions, an empty session, an empty body and one in UTF-8', () => {
  const { requests } = vectors
  expect(new Set(requests.map((it) => it.direction))).toEqual(new Set(['g>s', 's>g']))
  expect(requests.some(({ session, path }) => session === '' && path === '/ping')).toBe(true)
  expect(requests.some(({ body_hex }) => body_hex === '')).toBe(true)
  expect(requests.some(({ body_hex }) => /[89a-f]./.test(body_hex))).toBe(true)
  expect(new Set(vectors.presses.map(({ action }) => action))).toEqual(new Set(pressAction.options))
})

test.each(vectors.ping_nonces)('ping $ping of boot $boot has the nonce $nonce', ({ boot, ping, nonce }) => {
  expect(pingNonce(boot, ping)).toBe(nonce)
})

test.each(vectors.press_counters)('press $press of boot $boot has the counter $counter', ({ boot, press, counter }) => {
  expect(pressCounter(boot, press)).toBe(counter)
})

test('press counters rise over a restart, also from the last press of a boot to the first of the next', () => {
  fc.assert(
    fc.property(
      fc.nat(0xff_ff_ff_fe),
      fc.integer({ min: 1, max: 65_535 }),
      fc.integer({ min: 1 }),
      (boot, last, first) => {
        expect(pressCounter(boot + 1, first)).toBeGreaterThan(pressCounter(boot, last))
      },
    ),
  )
})

/** The same text with one bit of its bytes flipped, wherever that is text again. */
function flipped(text: string, bit: number): string {
  const bytes = Buffer.from(text, 'latin1')
  const place = bit % (bytes.length * 8)
  bytes.writeUInt8(bytes.readUInt8(place >> 3) ^ (1 << (place & 7)), place >> 3)
  return bytes.toString('latin1')
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const word = fc.stringMatching(/^[!-~]{1,40}$/)
const signed: fc.Arbitrary<SignedRequest> = fc.record({
  direction: fc.constantFrom('g>s', 's>g'),
  gadget: word,
  method: fc.constantFrom('GET', 'POST'),
  path: word,
  session: word,
  counter: fc.maxSafeNat(),
  body: fc.string({ minLength: 1, unit: 'grapheme' }),
})

test('one flipped bit anywhere in a request, or in its key, makes another MAC', () => {
  fc.assert(
    fc.property(key, signed, fc.nat(), (keyHex, request, bit) => {
      const mac = macOf(keyHex, request)
      const body = Buffer.from(request.body).toString('latin1')
      const others = [
        { ...request, direction: request.direction === 'g>s' ? 's>g' : 'g>s' } as const,
        { ...request, gadget: flipped(request.gadget, bit) },
        { ...request, method: flipped(request.method, bit) },
        { ...request, path: flipped(request.path, bit) },
        { ...request, session: flipped(request.session, bit) },
        { ...request, counter: Number(BigInt(request.counter) ^ (1n << BigInt(bit % 53))) },
        { ...request, body: flipped(body, bit) },
        { ...request, body: '' },
      ]
      for (const other of others) expect(macOf(keyHex, other), JSON.stringify(other)).not.toBe(mac)
      const otherKey = Buffer.from(flipped(Buffer.from(keyHex, 'hex').toString('latin1'), bit), 'latin1').toString(
        'hex',
      )
      expect(macOf(otherKey, request)).not.toBe(mac)
    }),
  )
})

test('one flipped bit anywhere in a press, or in its key, makes another MAC', () => {
  const unsigned = fc.record({
    gadget: word,
    counter: fc.nat(),
    action: fc.constantFrom(...pressAction.options),
    target: word,
  })
  fc.assert(
    fc.property(key, unsigned, fc.nat(), (keyHex, press, bit) => {
      const mac = pressMac(keyHex, press)
      const others = [
        { ...press, gadget: flipped(press.gadget, bit) },
        { ...press, counter: press.counter ^ (1 << (bit % 31)) },
        ...pressAction.options.filter((action) => action !== press.action).map((action) => ({ ...press, action })),
        { ...press, target: flipped(press.target, bit) },
      ]
      for (const other of others) expect(pressMac(keyHex, other)).not.toBe(mac)
    }),
  )
})

test('a field cannot lend its end to the next one', () => {
  fc.assert(
    fc.property(key, word, word, (keyHex, one, other) => {
      const request = { direction: 'g>s', method: 'POST', session: '', counter: 1, body: '' } as const
      const joined = macOf(keyHex, { ...request, gadget: one + other, path: '/x' })
      expect(joined).not.toBe(macOf(keyHex, { ...request, gadget: one, path: `${other}/x` }))
    }),
  )
})

test('a key of one direction, of one session or of a press signs nothing else', () => {
  const nonces = { gadget: pingNonce(1, 1), server: '00'.repeat(16) }
  const keys = [
    vectors.mac_key,
    sessionKey(vectors.mac_key, 'g>s', nonces),
    sessionKey(vectors.mac_key, 's>g', nonces),
    sessionKey(vectors.mac_key, 'g>s', { ...nonces, gadget: pingNonce(1, 2) }),
    sessionKey(vectors.mac_key, 'g>s', { ...nonces, server: '01'.repeat(16) }),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})

test.each(['', 'ab', 'xy'.repeat(32), 'AB'.repeat(32), `${'ab'.repeat(32)}\n`, 'ab'.repeat(33)])(
  'a key that is not 32 bytes in hex signs nothing: "%s"',
  (bad) => {
    const [press] = vectors.presses
    if (!press) throw new Error('there are presses')
    expect(() => pressMac(bad, press)).toThrow('32 bytes')
  },
)

test('two MACs are the same only when both are MACs and every bit is', () => {
  const mac = 'ab'.repeat(32)
  expect(isSameMac(mac, mac)).toBe(true)
  for (const other of [
    '',
    'ab',
    mac.toUpperCase(),
    `${mac}00`,
    `${mac}zz`,
    `b${mac.slice(1)}`,
    `${mac}\n`,
    'zz'.repeat(32),
  ]) {
    expect(isSameMac(mac, other)).toBe(false)
    expect(isSameMac(other, mac)).toBe(false)
  }
  expect(isSameMac('', '')).toBe(false)
})
