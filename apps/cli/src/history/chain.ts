import { createHash } from 'node:crypto'
import { field, numberField, parseRecord } from '../words/record.ts'

/** An end of the record: a sequence, and hex SHA-256 over the stored bytes of the event that has it. */
export interface Head {
  readonly sequence: number
  readonly hash: string
}

export const emptyHead: Head = { sequence: 0, hash: '0'.repeat(64) }

/** Where the record does not hold together, and how. */
export interface Break {
  /** Of the first event that cannot be trusted. */
  readonly sequence: number
  readonly why: string
}

export type Checked = { readonly ok: true; readonly head: Head } | { readonly ok: false; readonly broken: Break }

const NEWLINE = 0x0a

/**
 * Checks a record line by line, without keeping it: every line names its place and the hash of the line before. The
 * known heads are hashes told by somebody else or earlier; only they protect the last line and the length.
 */
export function makeChainCheck(start: Head, known: readonly Head[]) {
  let head = start
  let rest: Buffer = Buffer.alloc(0)
  let broken: Break | null = null
  const fail = (sequence: number, why: string) => {
    broken ??= { sequence, why }
  }
  const compare = () => {
    const told = known.find(({ sequence }) => sequence === head.sequence)
    if (told && told.hash !== head.hash) fail(head.sequence, 'its bytes are not those of the known head')
  }
  const takeLine = (bytes: Buffer) => {
    if (broken) return
    const due = head.sequence + 1
    const why = problemOf(bytes, due, head.hash)
    if (why !== null) return fail(why.of, why.why)
    head = { sequence: due, hash: createHash('sha256').update(bytes).digest('hex') }
    compare()
  }
  compare()
  return {
    get head(): Head {
      return head
    },
    add(chunk: Buffer): void {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let from = 0
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
        takeLine(rest.subarray(from, end))
        from = end + 1
      }
      rest = rest.subarray(from)
    },
    end(): Checked {
      if (rest.length > 0) takeLine(rest)
      const missing = known.filter(({ sequence }) => sequence > head.sequence).map(({ sequence }) => sequence)
      if (missing.length > 0) fail(head.sequence + 1, `it ends here, but the known head is ${Math.max(...missing)}`)
      return broken ? { ok: false, broken } : { ok: true, head }
    },
  }
}

interface LineProblem {
  /** A wrong hash means that the line before is not what it was. */
  readonly of: number
  readonly why: string
}

function problemOf(bytes: Buffer, due: number, hash: string): LineProblem | null {
  const event = parseRecord(bytes.toString('utf8'))
  if (!event) return { of: due, why: 'it is not JSON' }
  const sequence = numberField(event, 'sequence')
  if (sequence !== due)
    return { of: due, why: sequence === null ? 'it has no sequence' : `event ${sequence} is in its place` }
  const previous = field(event, 'previous')
  if (previous === hash) return null
  return due === 1
    ? { of: 1, why: 'it says that there was one before it' }
    : { of: due - 1, why: `its bytes are not those that event ${due} was chained to` }
}
