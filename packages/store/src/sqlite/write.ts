import type { Event } from '@boss-deployer/gate'
import { forgottenIn } from '../forgotten.ts'
import type { Batch, StoredEvent } from '../store.ts'
import type { Database } from './engine.ts'

/** Adds events to the record; `at` is the time of the last one before. */
export function eventWriter(
  database: Database,
): (events: readonly Event[], stored: readonly StoredEvent[], at: number) => void {
  const add = database.prepare(
    `insert into events (sequence, at, type, gate, lock, subject, request_id, body) values (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return (events, stored, at) => {
    let time = at
    for (const [index, { sequence, body }] of stored.entries()) {
      const event = events[index]
      if (!event) return
      const { type, gate, by, request } = event
      const lock = 'lock' in event ? event.lock : null
      time = Math.max(time, event.at)
      const [subject, requestId] = request === null ? [null, null] : [by.id, request.id]
      add.run(sequence, time, type, gate, lock, subject, requestId, body)
    }
  }
}

/** Writes the rows of the present that a batch changed. */
export function rowWriter(database: Database): (batch: Batch) => void {
  const putGate = database.prepare(
    'insert into gates (path, json) values (?, ?) on conflict (path) do update set json = excluded.json',
  )
  const putLock = database.prepare(
    `insert into locks (ord, id, gate, pipeline, step, state, listed_at, json) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set state = excluded.state, listed_at = excluded.listed_at, json = excluded.json`,
  )
  const putPress = database.prepare(
    'insert into presses (gadget, counter) values (?, ?) on conflict (gadget) do update set counter = excluded.counter',
  )
  const putContext = database.prepare(
    `insert into contexts (lock, salt, json) values (?, ?, ?)
     on conflict (lock) do update set salt = excluded.salt, json = excluded.json`,
  )
  const eraseContext = database.prepare('delete from contexts where lock = ?')
  return ({ events, gates, locks, presses, contexts }) => {
    for (const { path, policy, standing } of gates) putGate.run(path, JSON.stringify({ path, policy, standing }))
    for (const lock of locks) {
      const { order, id, gate, pipeline, step, state, listedAt } = lock
      putLock.run(order, id, gate, pipeline, step, state, listedAt, JSON.stringify(lock))
    }
    for (const { gadget, counter } of presses) putPress.run(gadget, counter)
    for (const { lock, salt, json } of contexts) putContext.run(lock, salt, json)
    for (const lock of forgottenIn(events)) eraseContext.run(lock)
  }
}
