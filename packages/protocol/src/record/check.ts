import { type Break, endOf, type Following, type FollowOptions, followLine, type KeyChange } from './follow.ts'
import { readLine } from './line.ts'
import { emptyHead, type Head, type SignedHead } from './signed-head.ts'

export type { Break, KeyChange } from './follow.ts'

export type Checked =
  | {
      readonly ok: true
      readonly head: Head
      readonly signed: SignedHead | null
      readonly changes: readonly KeyChange[]
    }
  | { readonly ok: false; readonly broken: Break }

export interface RecordCheck {
  /** The end of what was read and is whole. */
  readonly head: Head
  add(chunk: Uint8Array): void
  end(): Checked
}

const NEWLINE = 0x0a
/** No event is longer: what has no line end for so long is no export. */
const LONGEST_LINE = 64 * 1024 * 1024

/**
 * Checks the record as it comes, an event a line, without keeping it: every event names its place and the SHA-256 of
 * the bytes of the one before. The last event is protected by the signed head that ends an export, or by a known
 * head; what may be cut off after it, only by a head that is kept elsewhere.
 */
export function checkRecord({ known = [], key = null }: Partial<FollowOptions> = {}): RecordCheck {
  const options = { known, key }
  let at: Following = { is: 'whole', head: emptyHead, signed: null, changes: [] }
  let whole: Head = emptyHead
  let line = 0
  let rest: Buffer = Buffer.alloc(0)

  const takeLine = (bytes: Buffer) => {
    line += 1
    at = followLine(at, readLine(bytes), line, options)
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
      rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
      let from = 0
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
        takeLine(rest.subarray(from, end))
        from = end + 1
      }
      rest = rest.subarray(from)
      if (rest.length <= LONGEST_LINE) return
      refuse('changed', 'this line has no end')
      rest = Buffer.alloc(0)
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
