/** Schema n is made by the first n of these. What is released is never changed again: only added to. */
export const migrations: readonly string[] = [
  `
    create table head (one boolean primary key default true check (one), sequence bigint not null, hash text not null, at bigint not null);
    insert into head (sequence, hash, at) values (0, repeat('0', 64), 0);

    create table events (
      sequence bigint primary key, at bigint not null, type text not null, gate text not null, lock text,
      subject text, request_id text, body text not null
    );
    create index events_of_time on events (at);
    create table event_terms (term bigint not null, sequence bigint not null, primary key (term, sequence));
    create index events_of_request on events (subject, request_id) where request_id is not null;

    create table gates (path text collate "C" primary key, json text not null);
    create table presses (gadget text collate "C" primary key, counter bigint not null);

    create table locks (
      ord bigint primary key, id text not null unique, gate text not null, pipeline text not null, step text not null,
      state text not null, listed_at bigint, json text not null
    );
    create index locks_open on locks (ord) where state in ('locked', 'unlocked');
    create index locks_of_gate on locks (gate, ord);
    create index locks_of_pipeline on locks (gate, pipeline, ord);
    create index locks_of_step on locks (gate, step, ord);
    create index locks_of_pipeline_step on locks (gate, pipeline, step, ord);
    create index listed_of_gate on locks (gate, listed_at) where listed_at is not null;
    create index listed_of_pipeline on locks (gate, pipeline, listed_at) where listed_at is not null;
    create index listed_of_step on locks (gate, step, listed_at) where listed_at is not null;
    create index listed_of_pipeline_step on locks (gate, pipeline, step, listed_at) where listed_at is not null;

    create table contexts (lock text primary key references locks (id), salt text not null, json text not null);

    create table credentials (
      id text collate "C" primary key, kind text not null, secret_hash text not null unique, subject text not null,
      name text not null, grants text not null, created_at bigint not null, expires_at bigint, revoked_at bigint,
      last_used_at bigint
    );
    create table gadgets (
      id text collate "C" primary key, name text not null, voter_id text not null, voter_name text not null,
      gate text not null, press_key text not null, created_at bigint not null, revoked_at bigint
    );
  `,
  `create table attendance (lock text primary key, at timestamptz not null)`,
  `
    alter table credentials add column about text, add column created_by text;
    create index credentials_of_kind on credentials (kind, created_at);
  `,
  `create table notes (name text primary key, text text not null)`,
  `alter table gadgets add column seen_at bigint, add column left_at bigint`,
  `
    create table calls (
      id text collate "C" primary key, integration text not null, gate text not null, lock text, asked_at bigint not null,
      state text not null, due_at bigint not null, turn bigint not null, json text not null
    );
    create index calls_due on calls (integration, due_at) where state = 'asked';
    create index calls_of_lock on calls (lock, id) where lock is not null;
    create index calls_of_time on calls (asked_at);
  `,
]
