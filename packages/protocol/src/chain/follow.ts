import type { RecordCrypto } from './crypto.ts'
import { type Handover, isHandedOver, keyNamed } from './handover.ts'
import { type Head, headBytes, type SignedHead } from './head.ts'
import type { Line } from './line.ts'

/** Where a record is not what was written. */
export interface Break {
  /** Of the file, from 1. */
  readonly line: number
  /** Of the first event that cannot be trusted. */
  readonly sequence: number
  readonly kind: 'changed' | 'dropped' | 'reordered' | 'inserted' | 'cut'
  readonly why: string
}

/** A change of the key, as the record tells it. */
export interface KeyChange<Key> extends Handover {
  /** Of its event. */
  readonly sequence: number
  /** The key that is believed since then, by the word of the one that was believed before; null: it gave no word. */
  readonly believed: Key | null
}

/** What was read so far. */
export type Following<Key> =
  | {
      readonly is: 'whole'
      readonly head: Head
      readonly signed: SignedHead | null
      readonly changes: readonly KeyChange<Key>[]
    }
  /** An event is not chained to the one before: the line after tells which of the two it is. */
  | { readonly is: 'unchained'; readonly before: number; readonly event: Head; readonly line: number }
  /** Another event stands where one is due: what else comes tells what happened. */
  | {
      readonly is: 'astray'
      readonly due: number
      readonly line: number
      readonly found: number
      readonly next: number | null
      readonly isDueSeen: boolean
      readonly isFoundAgain: boolean
    }
  | { readonly is: 'broken'; readonly broken: Break }

export interface FollowOptions<Key> {
  /** Hashes that somebody else keeps. */
  readonly known: readonly Head[]
  readonly key: Key | null
}

interface Means<Key> extends FollowOptions<Key> {
  readonly crypto: RecordCrypto<Key>
}

type Broken = Extract<Following<never>, { readonly is: 'broken' }>

const brokenAt = (line: number, sequence: number, kind: Break['kind'], why: string): Broken => ({
  is: 'broken',
  broken: { line, sequence, kind, why },
})

/** The next line, `place` from 1. */
export function followLine<Key>(at: Following<Key>, line: Line, place: number, options: Means<Key>): Following<Key> {
  switch (at.is) {
    case 'broken':
      return at
    case 'unchained':
      return tellUnchained(at, line)
    case 'astray':
      return line.kind === 'garbage' ? at : lookOn(at, line.kind === 'head' ? line.head.sequence + 1 : line.sequence)
    case 'whole':
      if (at.signed) return brokenAt(place, at.head.sequence + 1, 'inserted', 'it comes after the signed head')
      if (line.kind === 'garbage') return brokenAt(place, at.head.sequence + 1, 'changed', line.why)
      return line.kind === 'head' ? atHead(at, line.head, place, options) : atEvent(at, line, place, options)
  }
}

type Whole<Key> = Extract<Following<Key>, { readonly is: 'whole' }>
type Unchained = Extract<Following<never>, { readonly is: 'unchained' }>
type Astray = Extract<Following<never>, { readonly is: 'astray' }>

/** The key that signs now, as far as it is known from the one that was given and from the words of those it followed. */
const believedAt = <Key>({ changes }: Whole<Key>, { key }: FollowOptions<Key>): Key | null =>
  changes.findLast(({ believed }) => believed !== null)?.believed ?? key

function keyChanged<Key>(
  handover: Handover,
  believed: Key | null,
  { crypto }: Pick<Means<Key>, 'crypto'>,
): Omit<KeyChange<Key>, 'sequence'> {
  const isByItsWord =
    believed !== null && crypto.keyId(believed) === handover.from && isHandedOver(handover, believed, crypto)
  return { ...handover, believed: isByItsWord ? keyNamed(handover, crypto) : null }
}

function atEvent<Key>(
  at: Whole<Key>,
  { sequence, previous, hash, handover }: Extract<Line, { readonly kind: 'event' }>,
  line: number,
  options: Means<Key>,
): Following<Key> {
  const { head, changes } = at
  const due = head.sequence + 1
  if (sequence !== due)
    return { is: 'astray', due, line, found: sequence, next: null, isDueSeen: false, isFoundAgain: false }
  if (previous !== head.hash) return { is: 'unchained', before: due - 1, event: { sequence, hash }, line }
  const told = options.known.find((each) => each.sequence === sequence)
  if (told && told.hash !== hash)
    return brokenAt(line, sequence, 'changed', 'its bytes are not those of the head kept elsewhere')
  const change = handover === null ? [] : [{ ...keyChanged(handover, believedAt(at, options), options), sequence }]
  return { is: 'whole', head: { sequence, hash }, signed: null, changes: [...changes, ...change] }
}

function atHead<Key>(at: Whole<Key>, signed: SignedHead, line: number, options: Means<Key>): Following<Key> {
  const key = believedAt(at, options)
  if (key !== null && !options.crypto.isSigned(headBytes(signed), signed.signature, key))
    return brokenAt(line, signed.sequence, 'changed', whyNotSigned(at, signed))
  const { head, changes } = at
  if (changes.some(({ believed, record }) => believed !== null && record !== signed.link))
    return brokenAt(line, signed.sequence, 'changed', 'the head is of another record than its key was handed over for')
  const { sequence } = head
  if (signed.sequence > sequence)
    return brokenAt(line, sequence + 1, 'cut', `the events up to ${signed.sequence} are missing before the signed head`)
  if (signed.sequence < sequence)
    return brokenAt(line, signed.sequence + 1, 'inserted', `the head was signed of event ${signed.sequence}`)
  if (signed.hash !== head.hash)
    return brokenAt(line - 1, sequence, 'changed', 'its bytes are not those that the head was signed of')
  return { is: 'whole', head, signed, changes }
}

function whyNotSigned({ changes }: Whole<unknown>, { key }: SignedHead): string {
  const change = changes.findLast((each) => each.key === key && each.believed === null)
  const plain = 'the head is not signed by this key, or is not what was signed'
  return change
    ? `${plain}: event ${change.sequence} says that ${key} signs from then on, without the word of this key: check it by that one's public half`
    : plain
}

function tellUnchained(at: Unchained, next: Line): Broken {
  const { event, before, line } = at
  const isAsWritten =
    (next.kind === 'event' && next.previous === event.hash) || (next.kind === 'head' && next.head.hash === event.hash)
  if (!isAsWritten || before === 0)
    return brokenAt(line, event.sequence, 'changed', 'it is not chained to the event before')
  return brokenAt(line - 1, before, 'changed', `its bytes are not those that event ${event.sequence} was chained to`)
}

function lookOn(at: Astray, sequence: number): Astray {
  return {
    ...at,
    next: at.next ?? sequence,
    isDueSeen: at.isDueSeen || sequence === at.due,
    isFoundAgain: at.isFoundAgain || sequence === at.found,
  }
}

/** What it comes to when there are no more lines; `line` is the number of the last. */
export function endOf<Key>(
  at: Following<Key>,
  line: number,
  { known }: Pick<FollowOptions<Key>, 'known'>,
): Whole<Key> | Broken {
  switch (at.is) {
    case 'broken':
      return at
    case 'unchained':
      return brokenAt(at.line, at.event.sequence, 'changed', 'it is not chained to the event before')
    case 'astray':
      return tellAstray(at)
    case 'whole': {
      const missing = known.filter(({ sequence }) => sequence > at.head.sequence).map(({ sequence }) => sequence)
      if (missing.length === 0) return at
      const why = `it ends here, but the head kept elsewhere is of event ${Math.max(...missing)}`
      return brokenAt(line, at.head.sequence + 1, 'cut', why)
    }
  }
}

function tellAstray(at: Astray): Broken {
  const { due, line, found, next, isDueSeen, isFoundAgain } = at
  const stands = `event ${found} stands where event ${due} is due`
  if (isDueSeen && (found < due || isFoundAgain)) return brokenAt(line, due, 'inserted', `${stands}, and comes twice`)
  if (isDueSeen) return brokenAt(line, due, 'reordered', `${stands}, which comes later`)
  if (next === due + 1 || found < due) return brokenAt(line, due, 'changed', stands)
  const last = found - 1
  return brokenAt(
    line,
    due,
    'dropped',
    last === due ? `event ${due} is missing` : `events ${due} to ${last} are missing`,
  )
}
