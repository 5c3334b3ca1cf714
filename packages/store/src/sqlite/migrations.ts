import { parseEvent } from '../parse-event.ts'
import type { StoredEvent } from '../store.ts'
import type { Database } from './engine.ts'
import { termWriter } from './search.ts'

export type Migration = (database: Database) => void

/** Schema n is made by the first n of these. What is released is never changed again: only added to. */
export const migrations: readonly Migration[] = [
  firstSchema,
  grantsOfCredentials,
  originOfCredentials,
  termsOfEvents,
  notes,
  presenceOfGadgets,
  calls,
]

/**
 * `at` of an event is the record's time after it, which never goes back. Subject and request id are set on the events
 * of messages that named themselves.
 *
 * A lock's `ord` (the sequence of its first event) is the rowid, so every index of locks ends with it.
 * The filters of latest and approved are gate, gate + pipeline, gate + step, gate + pipeline + step: one index each,
 * because a gate with a million locks has to answer as fast as one with ten.
 */
function firstSchema(database: Database): void {
  database.exec(`
    create table events (
      sequence integer primary key, at integer not null, type text not null, gate text not null, lock text,
      subject text, request_id text, body text not null
    ) strict;
    create index events_of_request on events (subject, request_id) where request_id is not null;

    create table gates (path text primary key, json text not null) strict;
    create table presses (gadget text primary key, counter integer not null) strict;

    create table locks (
      ord integer primary key, id text not null unique, gate text not null, pipeline text not null, step text not null,
      state text not null, listed_at integer, json text not null
    ) strict;
    create index locks_open on locks (ord) where state in ('locked', 'unlocked');
    create index locks_of_gate on locks (gate);
    create index locks_of_pipeline on locks (gate, pipeline);
    create index locks_of_step on locks (gate, step);
    create index locks_of_pipeline_step on locks (gate, pipeline, step);
    create index listed_of_gate on locks (gate, listed_at) where listed_at is not null;
    create index listed_of_pipeline on locks (gate, pipeline, listed_at) where listed_at is not null;
    create index listed_of_step on locks (gate, step, listed_at) where listed_at is not null;
    create index listed_of_pipeline_step on locks (gate, pipeline, step, listed_at) where listed_at is not null;

    create table contexts (
      lock text primary key references locks (id), salt text not null, json text not null
    ) strict;

    create table credentials (
      id text primary key, kind text not null, secret_hash text not null unique, subject text not null,
      name text not null, roles text not null, gates text, created_at integer not null, expires_at integer,
      revoked_at integer, last_used_at integer
    ) strict;
    create table gadgets (
      id text primary key, name text not null, voter_id text not null, voter_name text not null, gate text not null,
      press_key text not null, created_at integer not null, revoked_at integer
    ) strict;
  `)
}

/** Roles and gates of a credential become grants: a role at a gate. Whoever held the one role that decided operates now. */
function grantsOfCredentials(database: Database): void {
  database.exec(`
    alter table credentials add column grants text not null default '[]';
    update credentials set grants = (
      select json_group_array(json_object('role', iif(role.value = 'console', 'operator', role.value), 'gate', gate.value))
      from json_each(roles) role, json_each(coalesce(gates, '["root"]')) gate
    );
    alter table credentials drop column roles;
    alter table credentials drop column gates;
  `)
}

/** Who made a credential, and what it is for alone. */
function originOfCredentials(database: Database): void {
  database.exec(`
    alter table credentials add column about text;
    alter table credentials add column created_by text;
    create index credentials_of_kind on credentials (kind, created_at);
  `)
}

/** What events are found by: each term with the sequences that have it. Filled from all events there are. */
function termsOfEvents(database: Database): void {
  database.exec(`
    create table event_terms (term integer not null, sequence integer not null, primary key (term, sequence))
      strict, without rowid;
    create index events_of_time on events (at);
  `)
  const page = database.prepare('select sequence, body from events where sequence > ? order by sequence limit 1000')
  const write = termWriter(database)
  for (let last = 0; ; ) {
    const events = page.all(last) as StoredEvent[]
    const end = events.at(-1)
    if (!end) return
    write(events.map(parseEvent), events, [])
    last = end.sequence
  }
}

/** Small facts about the record that are not part of it. */
function notes(database: Database): void {
  database.exec('create table notes (name text primary key, text text not null) strict')
}

/** Whether a gadget answers its server, for all links. */
function presenceOfGadgets(database: Database): void {
  database.exec('alter table gadgets add column seen_at integer; alter table gadgets add column left_at integer')
}

/** Calls to others that events lead to, with how they stand. */
function calls(database: Database): void {
  database.exec(`
    create table calls (
      id text primary key, integration text not null, gate text not null, lock text, asked_at integer not null,
      state text not null, due_at integer not null, turn integer not null, json text not null
    ) strict;
    create index calls_due on calls (integration, due_at) where state = 'asked';
    create index calls_of_lock on calls (lock, id) where lock is not null;
    create index calls_of_time on calls (asked_at);
  `)
}
