import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { keyId, type SignedHead, signHead } from '@boss-deployer/protocol/record'
import { describe, expect, test } from 'vitest'
import type { Fetch } from '../../../api/rest.ts'
import { browserCrypto } from './crypto.ts'
import { headIn, type Known, type Progress, verifyRecord } from './verify.ts'

const keys = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const pemOf = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }))
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const unknown: Known = { pem: null, head: null }

function recordOf(count: number) {
  const lines: string[] = []
  let previous = '0'.repeat(64)
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const line = JSON.stringify({ at: sequence, note: '\uFEFFZoë 👩‍💻', previous, sequence, type: 'claimed' })
    previous = hashOf(line)
    lines.push(line)
  }
  return {
    lines,
    head: signHead({ link: 'l1', sequence: count, hash: previous, at: '2026-01-01T00:00:00.000Z' }, keys.privateKey),
  }
}

interface Served {
  readonly lines: readonly string[]
  readonly head: SignedHead
  readonly pem?: string
}

/** A link that gives these lines, this head and this key. */
const linkOf =
  ({ lines, head, pem = pemOf(keys.publicKey) }: Served): Fetch =>
  async (path) => {
    const { pathname, searchParams } = new URL(path, 'http://link')
    if (pathname.endsWith('/head')) return new Response(JSON.stringify(head))
    if (pathname.endsWith('/key')) return new Response(JSON.stringify({ key: 'any', pem }))
    const [after, limit] = [Number(searchParams.get('after')), Number(searchParams.get('limit'))]
    return new Response(
      lines
        .slice(after, after + limit)
        .map((line) => `${line}\n`)
        .join(''),
    )
  }

async function verified(served: Served, known = unknown) {
  const told: Progress[] = []
  const signal = new AbortController().signal
  const result = await verifyRecord({ fetch: linkOf(served), known, onProgress: (at) => told.push(at), signal })
  return { result, told }
}

describe('a record in the browser', () => {
  const record = recordOf(1_203)

  test('as it was written is whole, and it is told how far the check is', async () => {
    const { result, told } = await verified(record)
    expect(result).toEqual({ is: 'whole', head: record.head, known: unknown })
    expect(told).toEqual([500, 1_000, 1_203].map((done) => ({ done, of: 1_203 })))
  })

  test('without any event is whole: its head says so', async () => {
    expect((await verified(recordOf(0))).result).toMatchObject({ is: 'whole', head: { sequence: 0 } })
  })

  test('with one letter changed, one event left out, or two in another order, is broken there', async () => {
    const { lines, head } = record
    const changed = lines.with(700, lines[700]?.replace('Zoë', 'Zoe') ?? '')
    expect((await verified({ lines: changed, head })).result).toMatchObject({
      ...{ is: 'broken', broken: { kind: 'changed', sequence: 701 } },
    })
    const dropped = lines.toSpliced(700, 1)
    expect((await verified({ lines: dropped, head })).result).toMatchObject({
      ...{ is: 'broken', broken: { kind: 'dropped', sequence: 701 } },
    })
    const moved = lines.with(10, lines[11] ?? '').with(11, lines[10] ?? '')
    expect((await verified({ lines: moved, head })).result).toMatchObject({
      broken: { kind: 'reordered', sequence: 11 },
    })
  })

  test('whose head was signed by another key is broken', async () => {
    const { result } = await verified({ ...record, pem: pemOf(other.publicKey) })
    expect(result).toMatchObject({ is: 'broken', broken: { kind: 'changed' } })
  })

  test('that a lying link signed anew is found by the key that is known from elsewhere, and only by that', async () => {
    const forged = { ...record, head: signHead({ ...record.head }, other.privateKey), pem: pemOf(other.publicKey) }
    expect((await verified(forged)).result).toMatchObject({ is: 'whole' })
    const known = { pem: pemOf(keys.publicKey), head: null }
    expect((await verified(forged, known)).result).toMatchObject({ is: 'broken' })
  })

  test('that was cut and signed again is found by a head that is known from elsewhere, and only by that', async () => {
    const cut = recordOf(900)
    expect((await verified(cut)).result).toMatchObject({ is: 'whole' })
    const head = headIn(` ${record.head.sequence}:${record.head.hash} `)
    expect((await verified(cut, { pem: null, head })).result).toMatchObject({ is: 'broken', broken: { kind: 'cut' } })
  })

  test('is not checked with what is no key, nor when the link is away, nor on after it was told to stop', async () => {
    expect((await verified(record, { pem: 'a key', head: null })).result).toEqual({ is: 'no key' })
    const away: Fetch = () => Promise.reject(new TypeError('failed to fetch'))
    const run = (fetch: Fetch, signal: AbortSignal) =>
      verifyRecord({ fetch, known: unknown, onProgress: () => undefined, signal })
    expect(await run(away, new AbortController().signal)).toMatchObject({ is: 'failed' })
    expect(await run(linkOf(record), AbortSignal.abort())).toEqual({ is: 'stopped' })
  })
})

test('a key is called the same in the browser as by Node.js, and a private one is none', () => {
  const pem = pemOf(keys.publicKey)
  const key = browserCrypto.readKey(pem)
  expect(key && browserCrypto.keyId(key)).toBe(keyId(keys.publicKey))
  expect(browserCrypto.readKey(String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })))).toBeNull()
  const rsa = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  expect(browserCrypto.readKey(pemOf(rsa))).toBeNull()
})
