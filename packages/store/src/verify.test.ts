import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chained, emptyHead } from './chain.ts'
import type { Head, StoredEvent } from './store.ts'
import { lock } from './testing/sayings.ts'
import { storyOf } from './testing/story.ts'
import { verifyChain } from './verify.ts'

const LENGTH = 6
const { events, head } = chained(
  emptyHead,
  storyOf().decide(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => lock(id))).events,
)

const at = (sequence: number): StoredEvent => {
  const event = events[sequence - 1]
  if (!event) throw new Error(`there is no event ${sequence}`)
  return event
}
const withBody = (sequence: number, change: (body: string) => string): StoredEvent[] =>
  events.map((event) => (event.sequence === sequence ? { sequence, body: change(event.body) } : event))
const verdict = async (stored: Iterable<StoredEvent>, known?: Head) => {
  const result = await verifyChain(stored, known ? { head: known } : {})
  return result.ok ? 'whole' : `${result.error.sequence} ${result.error.reason}`
}

describe('a chain', () => {
  test('that nobody touched is whole, and its head is told', async () => {
    expect(await verifyChain(events, { head })).toEqual({ ok: true, value: head })
    expect(await verifyChain([])).toEqual({ ok: true, value: emptyHead })
  })

  test('may be longer than the head that is known of it', async () => {
    expect(await verdict(events, chained(emptyHead, []).head)).toBe('whole')
    const { head: known } = chained(emptyHead, storyOf().decide([lock('a'), lock('b')]).events)
    expect(await verdict(events, known)).toBe('whole')
  })

  test('is verified from a known head on', async () => {
    const { ok } = await verifyChain(events.slice(1), { after: emptyHead })
    expect(ok).toBe(false)
    const { head: after } = chained(emptyHead, storyOf().decide([lock('a'), lock('b')]).events)
    expect(await verifyChain(events.slice(2), { after, head })).toEqual({ ok: true, value: head })
    const wrong = { ...after, hash: emptyHead.hash }
    expect(await verifyChain(events.slice(2), { after: wrong })).toMatchObject({ error: { sequence: 2 } })
  })

  test('says which event was changed', async () => {
    for (let sequence = 1; sequence < LENGTH; sequence += 1)
      expect(await verdict(withBody(sequence, (body) => body.replace('shop', 'SHOP')))).toBe(`${sequence} changed`)
    expect(await verdict(withBody(3, (body) => `${body} `))).toBe('3 changed')
    expect(await verdict(withBody(3, () => 'no JSON'))).toBe('3 changed')
    expect(await verdict(withBody(3, () => 'null'))).toBe('3 changed')
    expect(await verdict(withBody(1, (body) => body.replace(emptyHead.hash, head.hash)))).toBe('1 changed')
  })

  test('shows a change of its last event only against a known head', async () => {
    const changed = withBody(LENGTH, (body) => body.replace('shop', 'SHOP'))
    expect(await verdict(changed)).toBe('whole')
    expect(await verdict(changed, head)).toBe('6 changed')
  })

  test('that was written anew from some event on is found by a known head', async () => {
    const other = chained(emptyHead, storyOf(7).decide(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => lock(id))).events)
    expect(await verdict(other.events)).toBe('whole')
    expect(await verdict(other.events, head)).toBe('6 changed')
  })

  test('says which event was dropped', async () => {
    for (let sequence = 1; sequence < LENGTH; sequence += 1)
      expect(await verdict(events.filter((event) => event.sequence !== sequence))).toBe(`${sequence} dropped`)
  })

  test('says which event is out of order', async () => {
    expect(await verdict([at(1), at(3), at(2), at(4)])).toBe('2 reordered')
    expect(await verdict([at(1), at(2), at(2), at(3)])).toBe('2 reordered')
    expect(await verdict([at(2), at(3), at(4), at(1)])).toBe('1 reordered')
  })

  test('that was renumbered to hide a gap is found', async () => {
    const hidden = [at(1), { sequence: 2, body: at(3).body }, { sequence: 3, body: at(4).body }]
    expect(await verdict(hidden)).toBe('2 changed')
  })

  test('with its tail cut off is found by a known head and by nothing else', async () => {
    for (let length = 0; length < LENGTH; length += 1) {
      expect(await verdict(events.slice(0, length))).toBe('whole')
      expect(await verdict(events.slice(0, length), head)).toBe(`${length + 1} cut`)
    }
  })

  test('is read one event at a time', async () => {
    let held = 0
    let most = 0
    async function* counted() {
      for (const event of events) {
        held += 1
        most = Math.max(most, held)
        yield event
        held -= 1
      }
    }
    expect(await verifyChain(counted())).toMatchObject({ ok: true })
    expect(most).toBe(1)
  })

  test('with any one byte changed is not whole', async () => {
    const place = fc.record({
      sequence: fc.integer({ min: 1, max: LENGTH }),
      offset: fc.nat(),
      byte: fc.integer({ min: 1 }),
    })
    await fc.assert(
      fc.asyncProperty(place, async ({ sequence, offset, byte }) => {
        const changed = withBody(sequence, (body) => {
          const bytes = Buffer.from(body)
          const index = offset % bytes.length
          bytes[index] = (bytes[index] ?? 0) ^ (1 + (byte % 127))
          return bytes.toString('latin1')
        })
        expect(await verdict(changed, head)).not.toBe('whole')
      }),
    )
  })
})
