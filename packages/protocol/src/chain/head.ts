import { bytesOf } from './text.ts'

/** An end of the record: a sequence, and hex SHA-256 over the stored bytes of the event that has it. */
export interface Head {
  readonly sequence: number
  readonly hash: string
}

/** Before the first event. */
export const emptyHead: Head = { sequence: 0, hash: '0'.repeat(64) }

/** A head that a link answers for: whoever has the public key knows that this link said it. */
export interface SignedHead extends Head {
  /** The record's own id, which it keeps for ever. */
  readonly link: string
  /** ISO 8601. */
  readonly at: string
  /** The id of the key. */
  readonly key: string
  /** Ed25519, 64 bytes in hex. */
  readonly signature: string
}

/** Before what is signed, so that a signature of a head is a signature of nothing else. */
const DOMAIN = 'boss-head-1\n'

/** RFC 8785: members sorted, no spaces; none of these texts needs an escape that JSON.stringify makes otherwise. */
const textOf = ({ at, hash, key, link, sequence }: Omit<SignedHead, 'signature'>): string =>
  JSON.stringify({ at, hash, key, link, sequence })

/** What is signed of a head. */
export const headBytes = (head: Omit<SignedHead, 'signature'>): Uint8Array => bytesOf(`${DOMAIN}${textOf(head)}`)

/** The one text of a signed head, as the last line of an export has it. */
export const signedHeadText = ({ at, hash, key, link, sequence, signature }: SignedHead): string =>
  JSON.stringify({ at, hash, key, link, sequence, signature })

const HEX = /^[0-9a-f]+$/
const isHex = (value: unknown, digits: number): value is string =>
  typeof value === 'string' && value.length === digits && HEX.test(value)

/** A signed head from a text that is exactly the one that `signedHeadText` makes; else null. */
export function readSignedHead(text: string): SignedHead | null {
  const head = signedHeadOf(text)
  return head && signedHeadText(head) === text ? head : null
}

/** A signed head from JSON in any layout; null when it is something else. */
export function signedHeadOf(text: string): SignedHead | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { at, hash, key, link, sequence, signature }: Partial<Record<keyof SignedHead, unknown>> = value
  const isHead =
    typeof at === 'string' &&
    isHex(hash, 64) &&
    isHex(key, 32) &&
    typeof link === 'string' &&
    typeof sequence === 'number' &&
    Number.isSafeInteger(sequence) &&
    sequence >= 0 &&
    isHex(signature, 128)
  return isHead ? { at, hash, key, link, sequence, signature } : null
}
