// (h) durable locks a second, fifty in a transaction, beside a bare loop of inserts into one table of the same engine.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { apply, forgetClosed, initialState } from '@boss-deployer/gate'
import { openPostgres, openSqlite } from '@boss-deployer/store'
import pg from 'pg'
import { batchOf } from '../apps/link/dist/execute/batch.js'
import { loadEngine } from '../packages/store/dist/sqlite/engine.js'
import { startPostgres } from '../tools/postgres.mjs'
import { scratch } from './lib/processes.mjs'
import { beside } from './lib/stats.mjs'

const AT_ONCE = 50
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 6)
const BATCHES = Number(process.env.BENCH_BATCHES ?? 40)

const by = { id: 'token:ci', name: 'ci', via: 'api', device: null, groups: [] }
const asked = { type: 'lock', gate: 'root', pipeline: 'shop', pipelineKey: 'shop', step: 'deploy', commit: null }
const ask = () => ({
  ...{ ...asked, requestedBy: null, hold: true, contextDigest: null, lock: randomUUID() },
  ...{ by, at: 1_700_000_000_000, requestId: randomUUID(), press: null },
})

/** Appends batches of locks as the link does, each decided before. */
function appending(store) {
  let state = initialState
  return async () => {
    const from = state.sequence
    const events = []
    for (let each = 0; each < AT_ONCE; each += 1) {
      const applied = apply(state, ask())
      state = applied.state
      events.push(...applied.events)
    }
    const appended = await store.append(from, batchOf(state, events, []))
    if (!appended.ok) throw new Error('nobody else writes')
    state = forgetClosed(state)
  }
}

const rowOf = () => JSON.stringify(ask())

async function rate(write) {
  const begun = performance.now()
  for (let batch = 0; batch < BATCHES; batch += 1) await write()
  return (BATCHES * AT_ONCE * 1_000) / (performance.now() - begun)
}

async function compare(name, { product, floor }) {
  const rates = { product: [], floor: [] }
  for (const write of [product, floor]) await write()
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.product.push(await rate(product))
    rates.floor.push(await rate(floor))
  }
  const middle = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)]
  const of = { product: middle(rates.product), floor: middle(rates.floor), unit: 'locks/s', isHigherBetter: true }
  return beside(`durable locks on ${name}, ${AT_ONCE} in a transaction`, of)
}

async function onSqlite(dir) {
  const { DatabaseSync } = await loadEngine()
  const bare = new DatabaseSync(join(dir, 'bare.sqlite'))
  bare.exec(
    'pragma journal_mode = wal; pragma synchronous = full; create table rows (id integer primary key, body text)',
  )
  const insert = bare.prepare('insert into rows (body) values (?)')
  const store = await openSqlite(join(dir, 'boss.sqlite'))
  const figure = await compare('SQLite', {
    product: appending(store),
    floor: async () => {
      bare.exec('begin immediate')
      for (let each = 0; each < AT_ONCE; each += 1) insert.run(rowOf())
      bare.exec('commit')
    },
  })
  await store.close()
  bare.close()
  return figure
}

async function onPostgres() {
  const server = await startPostgres()
  const bare = new pg.Client(server.url())
  await bare.connect()
  await bare.query('create table rows (id bigserial primary key, body text)')
  const store = await openPostgres(server.url())
  const figure = await compare('PostgreSQL', {
    product: appending(store),
    floor: () =>
      bare.query('insert into rows (body) select * from unnest($1::text[])', [Array.from({ length: AT_ONCE }, rowOf)]),
  })
  await store.close()
  await bare.end()
  await server.stop()
  return figure
}

export async function append() {
  const { dir, remove } = scratch()
  const figures = [await onSqlite(dir), await onPostgres()]
  remove()
  return figures
}
