import { createHash, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRecord } from './check.ts'
import { endorse } from './handover.ts'
import { keyId } from './key.ts'
import { signedHeadText, signHead } from './signed-head.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** The lines of an export with so many events, each ended by a newline; the last is the signed head. */
function exportOf(count: number): readonly string[] {
  const lines: string[] = []
  let previous = '0'.repeat(64)
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const line = JSON.stringify({ at: 1_700_000_000_000 + sequence, note: 'Zoë', previous, sequence, type: 'claimed' })
    previous = hashOf(line)
    lines.push(line)
  }
  const head = { link: 'l1', sequence: count, hash: previous, at: '2026-01-01T00:00:00.000Z' }
  return [...lines, signedHeadText(signHead(head, privateKey))]
}
const bytesOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''))

function check(bytes: Uint8Array, options: Parameters<typeof checkRecord>[0] = { key: publicKey }) {
  const checking = checkRecord(options)
  checking.add(bytes.subarray(0, 100))
  checking.add(bytes.subarray(100))
  return checking.end()
}

/** Which line, from 1, a place of a file is in. */
const lineAt = (bytes: Buffer, place: number) => bytes.subarray(0, place).filter((byte) => byte === 0x0a).length + 1

function expectFound(bytes: Buffer, place: number, to: number): void {
  const spoilt = Buffer.from(bytes)
  spoilt[place] = to
  const checked = check(spoilt)
  expect(checked.ok, `byte ${place} became ${to}`).toBe(false)
  if (!checked.ok)
    expect(checked.broken.line, `byte ${place} became ${to}: ${checked.broken.why}`).toBe(lineAt(bytes, place))
}

describe('an export', () => {
  test('as it was written is whole, and says whose head ends it', () => {
    const checked = check(bytesOf(exportOf(4)))
    expect(checked).toMatchObject({ ok: true, head: { sequence: 4 }, signed: { sequence: 4, link: 'l1' } })
    expect(check(bytesOf(exportOf(0)))).toMatchObject({ ok: true, head: { sequence: 0 } })
  })

  test('with any one bit of any byte turned is found, and the line is named', () => {
    const bytes = bytesOf(exportOf(4))
    for (const place of bytes.keys()) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) expectFound(bytes, place, (bytes[place] ?? 0) ^ bit)
    }
  }, 60_000)

  test('that is longer, with any byte changed to any other, is found, and the line is named', () => {
    const bytes = bytesOf(exportOf(300))
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, by) =>
        expectFound(bytes, place, ((bytes[place] ?? 0) + by) % 256),
      ),
      { numRuns: 300 },
    )
  }, 60_000)

  const lines = exportOf(9)
  const someLine = fc.nat({ max: 8 })

  test('without any one line is found, and the first missing event is named', () => {
    for (const place of lines.keys()) {
      const checked = check(bytesOf(lines.toSpliced(place, 1)))
      if (place < 8)
        expect(checked).toMatchObject({ broken: { kind: 'dropped', sequence: place + 1, line: place + 1 } })
      if (place === 8) expect(checked).toMatchObject({ broken: { kind: 'cut', sequence: 9, line: 9 } })
      if (place === 9) expect(checked).toMatchObject({ ok: true, signed: null })
    }
  })

  test('with any two events swapped is found, and the first of the two places is named', () => {
    fc.assert(
      fc.property(someLine, someLine, (one, two) => {
        fc.pre(one !== two)
        const swapped = lines.with(one, lines[two] ?? '').with(two, lines[one] ?? '')
        const place = Math.min(one, two) + 1
        expect(check(bytesOf(swapped))).toMatchObject({ broken: { kind: 'reordered', sequence: place, line: place } })
      }),
    )
  })

  test('with any line a second time anywhere is found, and the place is named', () => {
    fc.assert(
      fc.property(someLine, fc.nat({ max: 9 }), (which, where) => {
        const checked = check(bytesOf(lines.toSpliced(where, 0, lines[which] ?? '')))
        const place = where === which ? where + 2 : where + 1
        expect(checked).toMatchObject({ ok: false, broken: { kind: 'inserted', line: place } })
      }),
    )
  })

  test('with something after its signed head is found', () => {
    for (const more of ['', ' ', '{}', lines[9] ?? ''])
      expect(check(bytesOf([...lines, more]))).toMatchObject({ broken: { kind: 'inserted', line: 11 } })
  })

  test('cut at any byte is found, or has no signed head', () => {
    const bytes = bytesOf(exportOf(3))
    for (let end = 0; end < bytes.length; end += 1) {
      const checked = check(bytes.subarray(0, end))
      if (checked.ok) expect(checked.signed).toBe(null)
      else expect(checked.broken).toMatchObject({ kind: 'cut', line: lineAt(bytes, end) })
    }
  })

  test('that was written anew from some event on does not fit the head that was signed', () => {
    const forged = exportOf(9).with(8, (lines[8] ?? '').replace('Zoë', 'Zoe'))
    expect(check(bytesOf(forged))).toMatchObject({ broken: { kind: 'changed', sequence: 9, line: 9 } })
  })

  test('signed by another key is refused', () => {
    expect(check(bytesOf(lines), { key: other.publicKey })).toMatchObject({ ok: false, broken: { line: 10 } })
  })
})

describe('a head that is kept elsewhere', () => {
  const long = exportOf(9)
  const anchor = { sequence: 9, hash: hashOf(long[8] ?? '') }

  test('finds a tail that is cut, although an older signed head makes the rest valid on its own', () => {
    const cut = bytesOf(exportOf(5))
    expect(check(cut)).toMatchObject({ ok: true, signed: { sequence: 5 } })
    expect(check(cut, { key: publicKey, known: [anchor] })).toMatchObject({ broken: { kind: 'cut', sequence: 6 } })
  })

  test('finds a record that was written anew and signed again', () => {
    const known = [{ sequence: 3, hash: hashOf('another past') }]
    expect(check(bytesOf(long), { key: publicKey, known })).toMatchObject({
      broken: { kind: 'changed', sequence: 3, line: 3 },
    })
  })

  test('that fits says so', () => {
    expect(check(bytesOf(long), { key: publicKey, known: [anchor] })).toMatchObject({ ok: true })
  })
})

describe('a record whose key was changed', () => {
  const pem = other.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const told = { record: 'l1', from: keyId(publicKey), key: keyId(other.publicKey), pem }
  const third = generateKeyPairSync('ed25519')

  /** Three events, of which the second changes the key; its head is signed by the new one. */
  function changed(endorsement: string | null, handover: typeof told = told, signer = other.privateKey): Buffer {
    const lines: string[] = []
    let previous = '0'.repeat(64)
    for (const sequence of [1, 2, 3]) {
      const event = sequence === 2 ? { type: 'key-changed', ...handover, endorsement } : { type: 'claimed' }
      const line = JSON.stringify({ previous, sequence, ...event })
      previous = hashOf(line)
      lines.push(line)
    }
    const head = { link: 'l1', sequence: 3, hash: previous, at: '2026-01-01T00:00:00.000Z' }
    return bytesOf([...lines, signedHeadText(signHead(head, signer))])
  }

  test('by the word of the key before is whole by either, and says which key signed', () => {
    const bytes = changed(endorse(told, privateKey))
    const changes = [{ sequence: 2, from: told.from, key: told.key }]
    for (const key of [publicKey, other.publicKey])
      expect(check(bytes, { key })).toMatchObject({ ok: true, signed: { key: told.key }, changes })
    expect(check(bytes, { key: third.publicKey })).toMatchObject({ ok: false, broken: { line: 4 } })
  })

  test('is signed by the key before no more', () => {
    const bytes = changed(endorse(told, privateKey), told, privateKey)
    expect(check(bytes)).toMatchObject({ ok: false, broken: { line: 4 } })
  })

  test.each([
    ['without its word', changed(null)],
    ['by the word of a stranger', changed(endorse(told, third.privateKey))],
    ['by a word for another record', changed(endorse({ ...told, record: 'l2' }, privateKey))],
    ['by a word for another key', changed(endorse({ ...told, key: keyId(third.publicKey) }, privateKey))],
    ['by a word that is none', changed('no hex')],
    [
      'to a key that is not the one it names',
      changed(endorse({ ...told, pem: 'x' }, privateKey), { ...told, pem: 'x' }),
    ],
  ])('%s is whole by the new key alone', (_, bytes) => {
    expect(check(bytes)).toMatchObject({ ok: false, broken: { line: 4, kind: 'changed' } })
    expect(check(bytes, { key: other.publicKey })).toMatchObject({ ok: true })
  })

  test('for another record is refused, though its key was handed over', () => {
    const handover = { ...told, record: 'l2' }
    expect(check(changed(endorse(handover, privateKey), handover))).toMatchObject({ ok: false, broken: { line: 4 } })
  })

  test('is not whole without the event that says so', () => {
    const lines = changed(endorse(told, privateKey)).toString().trimEnd().split('\n')
    expect(check(bytesOf(lines.toSpliced(1, 1)))).toMatchObject({ ok: false, broken: { sequence: 2 } })
  })
})
