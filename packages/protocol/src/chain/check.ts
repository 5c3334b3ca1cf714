import type { RecordCrypto } from './crypto.ts'
import { type Break, endOf, type Following, type FollowOptions, followLine, type KeyChange } from './follow.ts'
import { emptyHead, type Head, type SignedHead } from './head.ts'
import { readLine } from './line.ts'

export type { Break, KeyChange } from './follow.ts'

export type Checked<Key> =
  | {
      readonly ok: true
      readonly head: Head
      readonly signed: SignedHead | null
      readonly changes: readonly KeyChange<Key>[]
    }
  | { readonly ok: false; readonly broken: Break }

export interface RecordCheck<Key> {
  /** The end of what was read and is whole. */
  readonly head: Head
  add(chunk: Uint8Array): void
  end(): Checked<Key>
}

const NEWLINE = 0x0a
/** No event is longer: what has no line end for so long is no export. */
const LONGEST_LINE = 64 * 1024 * 1024

/**
 * Checks the record as it comes, an event a line, without keeping it: every event names its place and the SHA-256 of
 * the bytes of the one before. The last event is protected by the signed head that ends an export, or by a known
 * head; what may be cut off after it, only by a head that is kept elsewhere.
 */
export function checkRecord<Key>(
  crypto: RecordCrypto<Key>,
  { known = [], key = null }: Partial<FollowOptions<Key>> = {},
): RecordCheck<Key> {
  const options = { known, key, crypto }
  let at: Following<Key> = { is: 'whole', head: emptyHead, signed: null, changes: [] }
  let whole: Head = emptyHead
  let line = 0
  let rest: Uint8Array = new Uint8Array(0)

  const takeLine = (bytes: Uint8Array) => {
    line += 1
    at = followLine(at, readLine(bytes, crypto), line, options)
    if (at.is === 'whole') whole = at.head
  }
  const refuse = (kind: Break['kind'], why: string) => {
    if (at.is === 'broken') return
    at = { is: 'broken', broken: { line: line + 1, sequence: whole.sequence + 1, kind, why } }
  }

  return {
    get head() {
      return whole
    },
    add(chunk) {
      rest = joined(rest, chunk)
      let from = 0
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
        takeLine(rest.subarray(from, end))
        from = end + 1
      }
      rest = rest.subarray(from)
      if (rest.length <= LONGEST_LINE) return
      refuse('changed', 'this line has no end')
      rest = new Uint8Array(0)
    },
    end() {
      if (rest.length > 0 && at.is === 'whole') refuse('cut', 'this line is cut: it has no end')
      else if (rest.length > 0) takeLine(rest)
      const ended = endOf(at, line, options)
      return ended.is === 'whole'
        ? { ok: true, head: ended.head, signed: ended.signed, changes: ended.changes }
        : { ok: false, broken: ended.broken }
    },
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other.slice()
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
