import { type Asked, type Event, fail, isOpen, type Lock, type LockId, ok } from '@boss-deployer/gate'
import { askedBy } from './asked.ts'
import { chained, emptyHead } from './chain.ts'
import { StoreError } from './errors.ts'
import { localFollowers } from './followers.ts'
import { forgottenIn } from './forgotten.ts'
import { memoryCredentials, memoryGadgets } from './memory-access.ts'
import { memoryAttendance } from './memory-attendance.ts'
import { memoryCalls } from './memory-calls.ts'
import { memoryNotes } from './notes.ts'
import { memoryIndex } from './search/memory-index.ts'
import { searchIndex } from './search/search.ts'
import { termsOf } from './search/terms.ts'
import { memoryPeople } from './sqlite/people.ts'
import type { Batch, GateRow, Head, LockFilter, Store, StoredContext, StoredEvent } from './store.ts'

interface Kept {
  head: Head
  at: number
  readonly events: StoredEvent[]
  readonly gates: Map<string, GateRow>
  readonly locks: Map<LockId, Lock>
  readonly orders: Map<number, LockId>
  readonly presses: Map<string, number>
  readonly contexts: Map<LockId, StoredContext>
  readonly asked: Map<string, Asked[]>
}

/** A store that forgets everything when it is closed: for tests and for trying things out. */
export function memoryStore(): Store {
  const record: Kept = {
    head: emptyHead,
    at: 0,
    events: [],
    gates: new Map(),
    locks: new Map(),
    orders: new Map(),
    presses: new Map(),
    contexts: new Map(),
    asked: new Map(),
  }
  const index = memoryIndex(record.events)
  const followers = localFollowers()
  const people = memoryPeople(() => !isClosed)
  let isClosed = false
  const open = (): Kept => {
    if (isClosed) throw new StoreError('unavailable', 'the store is closed')
    return record
  }

  return {
    load: async () => {
      const { head, at, gates, locks, presses } = open()
      return {
        head,
        sequence: head.sequence,
        at,
        gates: [...gates.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
        locks: [...locks.values()].filter(isOpen).sort((a, b) => a.order - b.order),
        presses: [...presses]
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([gadget, counter]) => ({ gadget, counter })),
      }
    },
    head: async () => open().head,
    append: async (expected, batch) => {
      const { head } = open()
      if (expected !== head.sequence) return fail({ code: 'version_conflict', head })
      const appended = chained(head, batch.events)
      checkRows(record, batch)
      let { at } = record
      write(record, batch)
      record.events.push(...appended.events)
      for (const event of batch.events) {
        at = Math.max(at, event.at)
        index.add(
          termsOf(event, (id) => record.locks.get(id) ?? null),
          at,
        )
      }
      record.head = appended.head
      followers.tell(appended.head.sequence)
      return ok(appended)
    },
    history: async (after, limit) => open().events.slice(Math.max(after, 0), Math.max(after, 0) + limit),
    historyBefore: async (before, limit) => {
      const end = Math.max(0, Math.min(open().events.length, before === null ? Infinity : before - 1))
      return record.events.slice(Math.max(0, end - limit), end).reverse()
    },
    event: async (sequence) => open().events[sequence - 1] ?? null,
    search: async (filter, before, limit) => {
      open()
      return searchIndex(index, { filter, before, limit })
    },
    lock: async (id) => open().locks.get(id) ?? null,
    latestLock: async (of) => locksOf(open(), of).sort((a, b) => b.order - a.order)[0] ?? null,
    approved: async (of, since, limit) => {
      const listed = listedOf(open(), of)
      const from = listed.findIndex(({ id }) => id === since)
      return from < 0 ? listed.slice(-1).slice(0, limit) : listed.slice(from, from + limit)
    },
    lastListed: async (of, limit) => listedOf(open(), of).toReversed().slice(0, limit),
    asked: async (subject, requestId) => open().asked.get(keyOf(subject, requestId)) ?? [],
    context: async (id) => open().contexts.get(id) ?? null,
    withContext: async (after, limit) => {
      const { contexts, locks } = open()
      const ids = [...contexts.keys()].filter((id) => after === null || id > after).sort()
      return ids.slice(0, limit).flatMap((id) => locks.get(id) ?? [])
    },
    credentials: memoryCredentials(open),
    gadgets: memoryGadgets(open),
    notes: memoryNotes(open),
    calls: memoryCalls(open),
    people: async () => {
      open()
      return people()
    },
    follow: (onNews) => followers.follow(onNews),
    attendance: memoryAttendance(open),
    backUp: null,
    capabilities: { hasManyWriters: true },
    close: async () => {
      isClosed = true
    },
  }
}

const keyOf = (subject: string, requestId: string): string => JSON.stringify([subject, requestId])

function locksOf({ locks }: Kept, { gate, pipeline, step }: LockFilter): Lock[] {
  return [...locks.values()].filter(
    (lock) =>
      lock.gate === gate && (pipeline === null || lock.pipeline === pipeline) && (step === null || lock.step === step),
  )
}

/** In the order in which they became listed. */
const listedOf = (kept: Kept, of: LockFilter): readonly Lock[] =>
  locksOf(kept, of)
    .filter(({ listedAt }) => listedAt !== null)
    .sort((a, b) => Number(a.listedAt) - Number(b.listedAt) || a.order - b.order)

/** What an SQL store's constraints refuse. */
function checkRows({ locks, orders }: Kept, batch: Batch): void {
  const added = new Map<number, LockId>()
  for (const { id, order } of batch.locks) {
    if ((orders.get(order) ?? added.get(order) ?? id) !== id)
      throw new StoreError('invalid', `two locks have the order ${order}`)
    added.set(order, id)
  }
  for (const { lock } of batch.contexts) {
    if (!locks.has(lock) && !batch.locks.some(({ id }) => id === lock))
      throw new StoreError('invalid', `there is no lock ${lock} for its context`)
  }
}

function write(record: Kept, { events, gates, locks, presses, contexts }: Batch): void {
  for (const { path, policy, standing } of gates) record.gates.set(path, { path, policy, standing })
  for (const lock of locks) {
    record.locks.set(lock.id, lock)
    record.orders.set(lock.order, lock.id)
  }
  for (const { gadget, counter } of presses) record.presses.set(gadget, counter)
  for (const { lock, salt, json } of contexts) record.contexts.set(lock, { lock, salt, json })
  for (const lock of forgottenIn(events)) record.contexts.delete(lock)
  for (const [index, event] of events.entries()) {
    const asked = askedBy(event, record.head.sequence + index + 1)
    if (event.request === null || asked === null) continue
    const key = keyOf(event.by.id, event.request.id)
    record.asked.set(key, [...(record.asked.get(key) ?? []), asked])
  }
  record.at = events.reduce((at: number, event: Event) => Math.max(at, event.at), record.at)
}
