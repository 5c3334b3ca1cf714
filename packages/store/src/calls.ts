import type { GatePath, LockId } from '@boss-deployer/gate'

/** How a call stands: it is still to be made or to be confirmed, it did what it should, or it is given up. */
export type CallState = 'asked' | 'confirmed' | 'failed'

/** One call to somebody outside that an event of the record leads to. Times are milliseconds since 1970. */
export interface CallRow {
  /** The sequence of its event first, so that ids are in the order of the record. */
  readonly id: string
  /** Whose call it is, by the name in the operator's file. */
  readonly integration: string
  readonly gate: GatePath
  readonly lock: LockId | null
  /** What it does, for people. */
  readonly what: string
  /** What its integration needs to know to make it. Nothing secret: that is in the operator's files. */
  readonly data: Readonly<Record<string, string>>
  /** When its event was. */
  readonly askedAt: number
  /** After that it is not tried any more. */
  readonly givesUpAt: number
  readonly state: CallState
  readonly tries: number
  /** When it is to be tried; while a link is at it, when another one may take it over. */
  readonly dueAt: number
  /** What came of the last try, for people. */
  readonly said: string | null
  readonly endedAt: number | null
  /** Goes up with each change: of two links that change it, one does. */
  readonly turn: number
}

/** All that are given have to fit; the gate and all below it. */
export interface CallFilter {
  readonly gate: GatePath | null
  readonly lock: LockId | null
}

/** Calls to others, for all links of a store: each is made by one of them at a time. */
export interface Calls {
  /** Adds those that are not there yet, by their ids. */
  add(calls: readonly CallRow[]): Promise<void>
  /** Calls of an integration that are to be tried by now, those first that are due longest; at most `limit`. */
  due(integration: string, now: number, limit: number): Promise<readonly CallRow[]>
  /** Changes a call, when it still is at the turn the caller knows. False when somebody was faster. */
  swap(known: CallRow, to: CallRow): Promise<boolean>
  /** The newest before an id (null: from the newest), newest first; at most `limit`. */
  list(filter: CallFilter, before: string | null, limit: number): Promise<readonly CallRow[]>
  /** Drops those that were asked for before that time, whatever became of them; the answer is how many there were. */
  forget(before: number): Promise<number>
}

/** Whether a call is about this gate or one below it. */
export const isCallAt = ({ gate }: CallRow, at: GatePath | null): boolean =>
  at === null || at === 'root' || gate === at || gate.startsWith(`${at}.`)

/** As it is written by a change. */
export const atNextTurn = (known: CallRow, to: CallRow): CallRow => ({ ...to, id: known.id, turn: known.turn + 1 })
