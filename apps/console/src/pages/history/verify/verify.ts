import { API, restAnswers, type WireError } from '@boss-deployer/protocol'
import { type Checked, checkRecord, type Head, type SignedHead, signedHeadText } from '@boss-deployer/protocol/chain'
import { call, type Fetch } from '../../../api/rest.ts'
import type { Result } from '../../../view/wire.ts'
import { type BrowserKey, browserCrypto } from './crypto.ts'

/** What somebody knows from elsewhere: only this finds what a link does that lies in all it says. */
export interface Known {
  /** PEM; null: the key that the link itself gives. */
  readonly pem: string | null
  readonly head: Head | null
}

export interface Progress {
  readonly done: number
  readonly of: number
}

export type Verified =
  | { readonly is: 'whole'; readonly head: SignedHead; readonly known: Known }
  | { readonly is: 'broken'; readonly broken: Extract<Checked<BrowserKey>, { readonly ok: false }>['broken'] }
  | { readonly is: 'no key' }
  | { readonly is: 'stopped' }
  | { readonly is: 'failed'; readonly error: WireError }

export interface VerifyOptions {
  readonly fetch: Fetch
  readonly known: Known
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

const PAGE = 500
const WITHIN_MS = 30_000

/**
 * Reads the whole record, a page at a time and keeping none, and checks every link of its chain and the signature of its
 * head, by the rules of `boss history verify`. Never throws.
 */
export async function verifyRecord({ fetch, known, onProgress, signal }: VerifyOptions): Promise<Verified> {
  const [head, own] = await Promise.all([
    call(fetch, { method: 'GET', path: '/history/head', schema: restAnswers.head }),
    call(fetch, { method: 'GET', path: '/history/key', schema: restAnswers.signingKey }),
  ])
  if (!head.ok) return { is: 'failed', error: head.error }
  if (!own.ok) return { is: 'failed', error: own.error }
  const key = browserCrypto.readKey(known.pem ?? own.value.value.pem)
  if (!key) return { is: 'no key' }
  const signed = head.value.value
  const check = checkRecord(browserCrypto, { key, known: known.head ? [known.head] : [] })
  for (let after = 0; after < signed.sequence; after += PAGE) {
    if (signal.aborted) return { is: 'stopped' }
    const page = await pageOf(fetch, after, Math.min(PAGE, signed.sequence - after))
    if (!page.ok) return { is: 'failed', error: page.error }
    check.add(page.value)
    onProgress({ done: Math.min(after + PAGE, signed.sequence), of: signed.sequence })
  }
  check.add(new TextEncoder().encode(`${signedHeadText(signed)}\n`))
  const checked = check.end()
  return checked.ok ? { is: 'whole', head: signed, known } : { is: 'broken', broken: checked.broken }
}

/** The stored bytes themselves: the hashes are over these. */
async function pageOf(fetch: Fetch, after: number, limit: number): Promise<Result<Uint8Array, WireError>> {
  try {
    const response = await fetch(`${API}/history/export?after=${after}&limit=${limit}`, {
      ...{ method: 'GET', cache: 'no-store', credentials: 'same-origin', redirect: 'error' },
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    if (response.ok) return { ok: true, value: new Uint8Array(await response.arrayBuffer()) }
    return { ok: false, error: { code: 'unavailable', message: `the link did not answer (HTTP ${response.status})` } }
  } catch {
    return { ok: false, error: { code: 'unavailable', message: 'the link did not answer' } }
  }
}

/** A head as `boss history verify` prints it; null when the text is something else. */
export function headIn(text: string): Head | null {
  const [, sequence, hash] = /^\s*(\d{1,15}):([0-9a-f]{64})\s*$/.exec(text) ?? []
  return sequence === undefined || hash === undefined ? null : { sequence: Number(sequence), hash }
}
