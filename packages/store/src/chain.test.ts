import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, chained, digestContext, emptyHead, hashOf } from './chain.ts'
import { parseEvent } from './parse-event.ts'
import { lock } from './testing/sayings.ts'
import { storyOf } from './testing/story.ts'

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')

describe('the stored form of events', () => {
  test('is canonical JSON of the event with its sequence and the hash of the one before', () => {
    const [one, two] = storyOf().decide([lock('a'), lock('b')]).events
    if (!one || !two) throw new Error('two events were expected')
    const first = canonicalJson({ ...one, sequence: 1, previous: '0'.repeat(64) })
    const second = canonicalJson({ ...two, sequence: 2, previous: sha256(first) })
    expect(chained(emptyHead, [one, two])).toEqual({
      head: { sequence: 2, hash: sha256(second) },
      events: [
        { sequence: 1, body: first },
        { sequence: 2, body: second },
      ],
    })
  })

  test('goes on from any head', () => {
    const { events } = storyOf().decide([lock('a'), lock('b'), lock('c')])
    const all = chained(emptyHead, events)
    const first = chained(emptyHead, events.slice(0, 1))
    expect(chained(first.head, events.slice(1))).toEqual({ head: all.head, events: all.events.slice(1) })
    expect(chained(all.head, [])).toEqual({ head: all.head, events: [] })
  })

  test('does not depend on the order in which fields were written', () => {
    const [event] = storyOf().decide([lock('a')]).events
    if (!event) throw new Error('an event was expected')
    const turned = Object.fromEntries(Object.entries(event).reverse()) as typeof event
    expect(chained(emptyHead, [turned])).toEqual(chained(emptyHead, [event]))
  })
})

describe('canonical JSON', () => {
  test('is as RFC 8785 has it', () => {
    // The example of section 3.2.2 and 3.2.3, https://www.rfc-editor.org/rfc/rfc8785
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
      10: 'ten',
      9: 'nine',
    }
    expect(canonicalJson(value)).toBe(
      '{"10":"ten","9":"nine","literals":[null,true,false],' +
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  test('means the same as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, 'lone \udc00', { '\ud800': 1 }])(
    'there is none of %s',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'invalid' }))
    },
  )
})

describe('the digest of a context', () => {
  test('is the SHA-256 of the bytes of the salt and the canonical JSON', () => {
    const json = Buffer.from('{"author":"Zoë","commit":"c1"}')
    expect(digestContext({ commit: 'c1', author: 'Zoë' }, '00ff')).toBe(
      sha256(Buffer.concat([Buffer.from([0, 255]), json])),
    )
  })

  test('differs with the salt and with the context', () => {
    const digests = [digestContext({ a: 1 }, '00'), digestContext({ a: 1 }, '01'), digestContext({ a: 2 }, '00')]
    expect(new Set(digests).size).toBe(3)
  })
})

test('what is stored is read back as the event that it was', () => {
  const { events } = storyOf().decide([lock('a', { requestId: 'r' })])
  expect(chained(emptyHead, events).events.map(parseEvent)).toEqual(events)
  expect(hashOf('')).toBe(sha256(''))
})
