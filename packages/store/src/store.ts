import type { Asked, Event, Gate, GatePath, Lock, LockId, Result, Snapshot } from '@boss-deployer/gate'
import type { Dialect } from 'kysely'
import type { Calls } from './calls.ts'
import type { Notes } from './notes.ts'
import type { Found, SearchFilter } from './search/filter.ts'

/** Everything the link keeps. One interface; every store passes the same contract suite. */
export interface Store {
  /** The present: all gates, open locks, press counters, and the head of the record. */
  load(): Promise<Present>
  head(): Promise<Head>

  /**
   * Appends events and writes the rows they changed, in one durable transaction, when the record still ends at
   * `expected`. Otherwise nothing is written. When it answers, the events are on disk.
   */
  append(expected: number, batch: Batch): Promise<Result<Appended, VersionConflict>>

  /** Events after a sequence, oldest first; at most `limit`. */
  history(after: number, limit: number): Promise<readonly StoredEvent[]>
  /** The newest events before a sequence (null: from the head), newest first; at most `limit`. */
  historyBefore(before: number | null, limit: number): Promise<readonly StoredEvent[]>
  event(sequence: number): Promise<StoredEvent | null>
  /** Events that a filter lets through, before a sequence (null: from the head), newest first; at most `limit`. */
  search(filter: SearchFilter, before: number | null, limit: number): Promise<Found>

  lock(id: LockId): Promise<Lock | null>
  latestLock(of: LockFilter): Promise<Lock | null>
  /** Approved locks in order of becoming listed, starting with and including `since`; with no or an unknown `since` only the latest. */
  approved(of: LockFilter, since: LockId | null, limit: number): Promise<readonly Lock[]>
  /** The locks that became listed last, newest first, also those that have ended since; at most `limit`. */
  lastListed(of: LockFilter, limit: number): Promise<readonly Lock[]>
  /** What a subject's request id was used for, oldest first. */
  asked(subject: string, requestId: string): Promise<readonly Asked[]>
  /**
   * The context that travelled with a lock, as JSON text. It lives beside the chain: the append of its
   * `context-forgotten` erases it, and its salt.
   */
  context(id: LockId): Promise<StoredContext | null>
  /** Locks whose contexts are kept, open and closed, in order of their ids, after one (null: from the first); at most `limit`. */
  withContext(after: LockId | null, limit: number): Promise<readonly Lock[]>

  /**
   * Calls `onNews` whenever the record may have grown, by whichever writer, and after a lost connection came back. It
   * says how far the record is, where that is known; whoever follows asks `history` for what is new. Resolves once it
   * listens; its answer ends it.
   */
  follow(onNews: (sequence: number | null) => void): Promise<() => Promise<void>>

  readonly credentials: Credentials
  readonly gadgets: Gadgets
  readonly notes: Notes
  readonly calls: Calls
  /** Who waits at other links; null where there are no other links. */
  readonly attendance: Attendance | null
  /** Where people are kept, in this same database; opened when it is first asked for. */
  people(): Promise<PeopleDatabase>
  readonly capabilities: Capabilities
  /**
   * Writes all of it to a new file, as of one moment, while it is used. Null where the store is not a file: a server's
   * own tools back it up.
   */
  readonly backUp: ((file: string) => Promise<void>) | null
  close(): Promise<void>
}

/** Tables that belong to the library which signs people in: it makes, reads and changes them by itself. */
export interface PeopleDatabase {
  readonly type: 'sqlite' | 'postgres'
  readonly dialect: Dialect
  /** Several statements may be one transaction. Where all share one connection they must not. */
  readonly hasTransactions: boolean
  /** Runs what makes or changes tables: of several links that start at once, one after another. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>
}

/**
 * What the links of one store tell each other of who is where: locks that are waited for, by their ids, and servers, by
 * names that are no ids. It is not in the record; of a lock that has ended it is not kept.
 */
export interface Attendance {
  /** Notes that these are attended, now. */
  note(what: readonly string[]): Promise<void>
  /** How many milliseconds ago these were last noted, of those that ever were. */
  ages(what: readonly string[]): Promise<ReadonlyMap<string, number>>
}

/** What one kind of store can and another cannot. */
export interface Capabilities {
  /** Several processes may append, each at the version it expects. */
  readonly hasManyWriters: boolean
}

export interface Head {
  readonly sequence: number
  /** SHA-256, hex, over the stored bytes of the last event; 64 zeros before the first. */
  readonly hash: string
}

export type GateRow = Pick<Gate, 'path' | 'policy' | 'standing'>
export interface PressRow {
  readonly gadget: string
  readonly counter: number
}

export interface Present extends Snapshot {
  readonly head: Head
}

export interface Batch {
  readonly events: readonly Event[]
  readonly gates: readonly GateRow[]
  readonly locks: readonly Lock[]
  readonly presses: readonly PressRow[]
  readonly contexts: readonly StoredContext[]
}

export interface StoredContext {
  readonly lock: LockId
  /** Hex; mixed into the digest that the lock's event holds, so that a guess of the context cannot be checked. */
  readonly salt: string
  readonly json: string
}

export interface StoredEvent {
  readonly sequence: number
  /** The stored bytes: canonical JSON (RFC 8785) of the event with its `sequence` and `previous`, the hash of its predecessor. */
  readonly body: string
}

export interface Appended {
  readonly head: Head
  readonly events: readonly StoredEvent[]
}

export interface VersionConflict {
  readonly code: 'version_conflict'
  readonly head: Head
}

export interface LockFilter {
  readonly gate: GatePath
  readonly pipeline: string | null
  readonly step: string | null
}

/** A role at a gate and all below it. The link knows what each role may. */
export interface RoleAt {
  readonly role: string
  readonly gate: GatePath
}

/** What a secret is good for: as it says, or once (`code`, `enrolment`), or for one lock alone (`lock`). */
export type CredentialKind = 'token' | 'session' | 'code' | 'enrolment' | 'lock'
/** What is taken out by its first use. */
export type OneTimeKind = Extract<CredentialKind, 'code' | 'enrolment'>

/** What proves who somebody is. Only the SHA-256 of the secret is kept. */
export interface Credential {
  readonly id: string
  readonly kind: CredentialKind
  readonly secretHash: string
  /** The principal. */
  readonly subject: string
  readonly name: string
  readonly grants: readonly RoleAt[]
  /** What it is for and nothing else, where it is: the one lock, or what is to be enrolled. */
  readonly about: string | null
  readonly createdAt: number
  /** The principal who made it; null: the link itself. */
  readonly createdBy: string | null
  readonly expiresAt: number | null
  readonly revokedAt: number | null
  readonly lastUsedAt: number | null
}

export interface Credentials {
  add(credential: Credential): Promise<void>
  bySecretHash(hash: string): Promise<Credential | null>
  list(kind: CredentialKind): Promise<readonly Credential[]>
  /** True when there was one to revoke. */
  revoke(id: string, at: number): Promise<boolean>
  /**
   * Takes a one-time code out: of two callers with the same code one gets it. Of a revoked code, and of anything that is
   * of another kind, nobody gets anything; whether it has expired is the caller's to see.
   */
  take(kind: OneTimeKind, hash: string): Promise<Credential | null>
  /** Drops what ended before that time, but for tokens, which stay known; the answer is how many there were. */
  forgetEnded(before: number): Promise<number>
  /** Notes when credentials were last used, by id. */
  touch(uses: ReadonlyMap<string, number>): Promise<void>
}

/** A gadget on a desk. Its MAC key is the server's and its own; the link keeps only the press key. */
export interface GadgetRow {
  readonly id: string
  readonly name: string
  /** Who votes by a press: the boss's principal, or the shared desk itself. */
  readonly voter: { readonly id: string; readonly name: string }
  /** Its primary gate. */
  readonly gate: GatePath
  /** Hex, 32 bytes. */
  readonly pressKey: string
  readonly createdAt: number
  readonly revokedAt: number | null
  /** When a server said last that it answers. */
  readonly seenAt: number | null
  /** When a server said that it does not answer any more; null while it does. */
  readonly leftAt: number | null
}

export interface Gadgets {
  add(gadget: GadgetRow): Promise<void>
  byId(id: string): Promise<GadgetRow | null>
  /** Gives it another name, voter or gate; true when there is one that is not revoked. */
  change(id: string, to: Pick<GadgetRow, 'name' | 'voter' | 'gate'>): Promise<boolean>
  list(): Promise<readonly GadgetRow[]>
  revoke(id: string, at: number): Promise<boolean>
  /** Notes that it answers, or does not any more. */
  notePresence(id: string, isOnline: boolean, at: number): Promise<void>
}
