import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Checked, emptyHead, type Head, makeChainCheck } from './chain.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** A record as the link writes it, and its head. */
function record(notes: readonly string[]): { lines: string[]; head: Head } {
  let head = emptyHead
  const lines = notes.map((note) => {
    const body = JSON.stringify({ note, previous: head.hash, sequence: head.sequence + 1 })
    head = { sequence: head.sequence + 1, hash: hashOf(body) }
    return body
  })
  return { lines, head }
}

function check(bytes: Buffer, known: readonly Head[], chunk = 7): Checked {
  const checking = makeChainCheck(emptyHead, known)
  for (let from = 0; from < bytes.length; from += chunk) checking.add(bytes.subarray(from, from + chunk))
  return checking.end()
}

const bytesOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''))
const notes = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 12 })
const place = fc.nat()

describe('the check of the chain', () => {
  test.prop([notes, fc.integer({ min: 1, max: 200 })])(
    'finds a whole record clean, however it arrives',
    (texts, chunk) => {
      const { lines, head } = record(texts)
      expect(check(bytesOf(lines), [head], chunk)).toEqual({ ok: true, head })
    },
  )

  test.prop([notes, place, fc.integer({ min: 1, max: 255 })])('finds any changed byte', (texts, at, flip) => {
    const { lines, head } = record(texts)
    const bytes = bytesOf(lines)
    // The very last line end is no part of any event.
    const index = at % (bytes.length - 1)
    bytes[index] = (bytes[index] ?? 0) ^ flip
    expect(check(bytes, [head]).ok).toBe(false)
  })

  test.prop([notes, place])('finds any dropped event', (texts, at) => {
    const { lines, head } = record(texts)
    lines.splice(at % lines.length, 1)
    expect(check(bytesOf(lines), [head]).ok).toBe(false)
  })

  test.prop([notes, place, place])('finds any two events that changed places', (texts, one, other) => {
    const { lines, head } = record(texts)
    const [a, b] = [one % lines.length, other % lines.length]
    fc.pre(a !== b)
    ;[lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? '']
    expect(check(bytesOf(lines), [head]).ok).toBe(false)
  })

  test.prop([notes, place, fc.string()])('finds any added event', (texts, at, text) => {
    const { lines, head } = record(texts)
    lines.splice(at % (lines.length + 1), 0, JSON.stringify({ note: text, previous: head.hash, sequence: at }))
    const checked = check(bytesOf(lines), [head])
    // A forged event after the known head may be chained well: the head that is told then is not the known one.
    expect(checked.ok && checked.head.sequence === head.sequence).toBe(false)
  })

  test('names the first event that is not what it was', () => {
    const { lines, head } = record(['a', 'b', 'c', 'd'])
    lines[1] = (lines[1] ?? '').replace('"b"', '"x"')
    expect(check(bytesOf(lines), [head])).toMatchObject({ ok: false, broken: { sequence: 2 } })
  })

  test('names where a record was cut off', () => {
    const { lines, head } = record(['a', 'b', 'c'])
    expect(check(bytesOf(lines.slice(0, 2)), [head])).toMatchObject({ ok: false, broken: { sequence: 3 } })
  })

  test('an earlier known head is compared too', () => {
    const { lines } = record(['a', 'b', 'c'])
    const earlier = { sequence: 2, hash: hashOf('another past') }
    expect(check(bytesOf(lines), [earlier])).toMatchObject({ ok: false, broken: { sequence: 2 } })
  })

  test('an empty record is whole', () => {
    expect(check(Buffer.alloc(0), [])).toEqual({ ok: true, head: emptyHead })
  })
})
