import type { RecordCrypto } from './crypto.ts'
import { type Handover, handoverIn } from './handover.ts'
import { readSignedHead, type SignedHead } from './head.ts'
import { textOf } from './text.ts'

/** A line of an export: an event of the record, the signed head that ends it, or something that is neither. */
export type Line =
  | {
      readonly kind: 'event'
      readonly sequence: number
      readonly previous: unknown
      readonly hash: string
      readonly handover: Handover | null
    }
  | { readonly kind: 'head'; readonly head: SignedHead }
  | { readonly kind: 'garbage'; readonly why: string }

export function readLine(bytes: Uint8Array, { sha256 }: Pick<RecordCrypto<unknown>, 'sha256'>): Line {
  const text = textOf(bytes)
  const head = readSignedHead(text)
  if (head) return { kind: 'head', head }
  const value = objectOf(text)
  if (value === null) return { kind: 'garbage', why: 'it is not JSON' }
  const { sequence, previous, signature } = value
  if (signature !== undefined) return { kind: 'garbage', why: 'it is not the text of a signed head' }
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence))
    return { kind: 'garbage', why: 'it has no sequence' }
  return { kind: 'event', sequence, previous, hash: sha256(bytes), handover: handoverIn(value) }
}

function objectOf(text: string): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
