import type { KeyObject } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { type Head, isSignedBy, type SignedHead, signedHeadOf } from '@boss-deployer/protocol/record'
import { Problem, wrongUsage } from '../command/problem.ts'

const MOST_BYTES = 1024 * 1024
const WITHIN_MS = 10_000

/**
 * Heads that were kept elsewhere: `SEQ:HASH` as `boss history verify` prints it, or signed heads in a file or at an
 * address, one JSON text or one a line.
 */
export async function knownHeads(given: string): Promise<readonly (Head | SignedHead)[]> {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(given) ?? []
  if (sequence !== undefined && hash !== undefined) return [{ sequence: Number(sequence), hash }]
  const text = /^https?:\/\//.test(given) ? await fetched(given) : readFile(given)
  const texts = signedHeadOf(text) ? [text] : text.split('\n').filter((line) => line.trim() !== '')
  if (texts.length === 0) throw wrongUsage(`${given}: holds no head`, 'give SEQ:HASH, or signed heads')
  return texts.map((one, place) => {
    const head = signedHeadOf(one)
    if (!head) throw wrongUsage(`${given}: line ${place + 1} is no signed head`, 'give SEQ:HASH, or signed heads')
    return head
  })
}

/** Signed heads have to be signed by one of these keys: the one that was given, and those that it handed over to. */
export function refuseUnsigned(heads: readonly (Head | SignedHead)[], keys: readonly KeyObject[]): void {
  for (const head of heads) {
    if (!('signature' in head) || keys.some((key) => isSignedBy(head, key))) continue
    throw new Problem({
      code: 'conflict',
      message: `the head of event ${head.sequence} that was kept elsewhere is not signed by this key`,
      next: 'compare the key with the one that the link shows: GET /api/v1/history/key',
    })
  }
}

function readFile(path: string): string {
  try {
    if (statSync(path).size > MOST_BYTES) throw new Error('it is too large')
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw wrongUsage(`${path}: ${messageOf(error)}`, 'give SEQ:HASH, a file, or an address with signed heads')
  }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

async function fetched(address: string): Promise<string> {
  const url = new URL(address)
  if (url.protocol !== 'https:' && !LOOPBACK.has(url.hostname))
    throw wrongUsage(`${address}: is neither https nor on this machine`, 'give an https address')
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) })
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > MOST_BYTES) throw new Error('the answer is too large')
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    const message = `${address}: ${messageOf(error)}`
    throw new Problem({ code: 'unavailable', message, next: 'try again, or give the heads in a file' })
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
