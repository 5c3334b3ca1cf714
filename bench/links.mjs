// (g) a decision at one link, heard by a pipeline at another, on one PostgreSQL; beside a bare NOTIFY from one connection
// of that server to another, and beside one that commits a row.
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { startPostgres } from '../tools/postgres.mjs'
import { scratch, startLink } from './lib/processes.mjs'
import { ask, connect, hear } from './lib/socket.mjs'
import { beside, p50, p99, round } from './lib/stats.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 8)
const TRIPS = Number(process.env.BENCH_TRIPS ?? 100)

const { Client } = createRequire(new URL('../packages/store/package.json', import.meta.url))('pg')

async function openLinks(postgres) {
  const rooms = [scratch(), scratch()]
  const links = []
  const key = join(rooms[0].dir, 'signing-key.pem')
  writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  })
  for (const { dir } of rooms) links.push(await startLink(dir, ['--store', postgres.url(), '--signing-key-file', key]))
  const [here, there] = links
  // Each start makes the tokens of its file anew: those of the last one count.
  const { operator, pipeline } = there.tokens
  const sockets = [
    await connect(here.url, { token: operator, role: 'console' }),
    await connect(there.url, { token: pipeline, role: 'pipeline' }),
  ]
  const [boss, waiting] = sockets
  return {
    async trip() {
      const { lock: uuid } = await ask(waiting, 'lock', { pipeline: 'shop', step: 'deploy' })
      const heard = hear(waiting, 'unlock', uuid)
      const decided = performance.now()
      const answered = ask(boss, 'unlock', { uuid })
      await heard
      const time = performance.now() - decided
      await answered
      await ask(waiting, 'claim', { uuid })
      return time
    },
    async close() {
      for (const socket of sockets) socket.close()
      for (const link of links) await link.stop()
      for (const { remove } of rooms) remove()
    },
  }
}

async function openHop(postgres, statement) {
  const [from, to] = [new Client(postgres.url()), new Client(postgres.url())]
  await from.connect()
  await to.connect()
  await from.query('create table if not exists hops (at bigint)')
  await to.query('listen hop')
  return {
    async trip() {
      const heard = new Promise((resolve) => to.once('notification', resolve))
      const sent = performance.now()
      const answered = from.query(statement)
      await heard
      const time = performance.now() - sent
      await answered
      return time
    },
    async close() {
      await from.end()
      await to.end()
    },
  }
}

export async function links() {
  const postgres = await startPostgres()
  const sides = {
    product: await openLinks(postgres),
    hop: await openHop(postgres, `select pg_notify('hop', '')`),
    row: await openHop(
      postgres,
      `with added as (insert into hops values (1) returning at) select pg_notify('hop', '') from added`,
    ),
  }
  const times = { product: [], hop: [], row: [] }
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    for (const [name, side] of Object.entries(sides)) {
      for (let trip = 0; trip < TRIPS; trip += 1) {
        const time = await side.trip()
        if (turn > 0) times[name].push(time)
      }
    }
  }
  for (const side of Object.values(sides)) await side.close()
  await postgres.stop()
  const name = 'decision at one link to a pipeline at another, beside a NOTIFY, p50'
  return [
    {
      ...beside(name, { product: p50(times.product), floor: p50(times.hop), unit: 'ms' }),
      p99: `${round(p99(times.product))} beside ${round(p99(times.hop))}`,
      'a NOTIFY that commits a row': `${round(p50(times.row))} ms`,
    },
  ]
}
