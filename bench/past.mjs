// (e) the size of welcome, the time of a check and idle CPU, with 0 and with 100,000 past locks.
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { apply, forgetClosed, initialState } from '@boss-deployer/gate'
import { openSqlite } from '@boss-deployer/store'
import { io } from 'socket.io-client'
import { batchOf } from '../apps/link/dist/execute/batch.js'
import { cpuOf, scratch, startLink } from './lib/processes.mjs'
import { beside, p50 } from './lib/stats.mjs'

const PAST = Number(process.env.BENCH_PAST ?? 100_000)
const CHECKS = 1_000
const IDLE_MS = 5_000

const actor = (id) => ({ id: `token:${id}`, name: id, via: 'api', device: null, groups: [] })
const ask = {
  type: 'lock',
  gate: 'root',
  pipeline: 'shop',
  pipelineKey: '[null,null,null,null,null,"shop"]',
  step: 'deploy',
}
const told = { commit: null, requestedBy: null, hold: true, contextDigest: null }

/** A record with many decided locks, written through the store as the link writes it. */
async function fill(dir, count) {
  mkdirSync(dir, { recursive: true })
  const store = await openSqlite(join(dir, 'link.sqlite'))
  let state = initialState
  for (let done = 0; done < count; done += 500) {
    const events = []
    const from = state.sequence
    for (let each = 0; each < Math.min(500, count - done); each += 1) {
      const lock = randomUUID()
      const envelope = { at: 1_700_000_000_000 + done + each, requestId: null, press: null }
      const asked = { ...ask, ...told, ...envelope, lock, requestId: `build-${done + each}`, by: actor('pipeline') }
      const unlock = { ...envelope, type: 'unlock', lock, note: null, by: actor('operator') }
      const claim = { ...envelope, type: 'claim', lock, gate: null, commit: null, by: actor('pipeline') }
      for (const command of [asked, unlock, claim]) {
        const applied = apply(state, command)
        state = applied.state
        events.push(...applied.events)
      }
    }
    await store.append(from, batchOf(state, events, []))
    state = forgetClosed(state)
  }
  await store.close()
}

async function measure(count) {
  const { dir, remove } = scratch()
  await fill(join(dir, 'link'), count)
  const link = await startLink(dir)
  const welcome = await new Promise((resolve) => {
    const socket = io(link.url, {
      auth: { token: link.tokens.pipeline, role: 'pipeline', pipeline: 'shop', step: 'deploy' },
      transports: ['websocket'],
    })
    socket.once('welcome', (message) => {
      socket.close()
      resolve(message)
    })
  })
  const idleBefore = await idle(link.pid)
  const times = []
  for (let check = 0; check < CHECKS; check += 1) {
    const started = performance.now()
    const response = await fetch(`${link.url}/api/v1/gates/root/approved`, {
      headers: { authorization: `Bearer ${link.tokens.pipeline}` },
    })
    await response.text()
    times.push(performance.now() - started)
  }
  const idleAfter = await idle(link.pid)
  await link.stop()
  remove()
  return { bytes: JSON.stringify(welcome).length, check: p50(times), idleBefore, idleAfter }
}

/** CPU milliseconds a second that a process uses while nobody asks it anything. */
async function idle(pid) {
  await pause(1_000)
  const before = cpuOf(pid)
  await pause(IDLE_MS)
  return ((cpuOf(pid) - before) * 1_000) / IDLE_MS
}

export async function past() {
  const none = await measure(0)
  const many = await measure(PAST)
  return [
    beside(`bytes of welcome with ${PAST} past locks beside none`, {
      product: many.bytes,
      floor: none.bytes,
      unit: 'bytes',
      target: 1.2,
    }),
    beside(`time of a check with ${PAST} past locks beside none, p50`, {
      product: many.check,
      floor: none.check,
      unit: 'ms',
      target: 1.2,
    }),
    {
      ...beside(`idle CPU after ${CHECKS} checks beside before`, {
        product: many.idleAfter + 1,
        floor: many.idleBefore + 1,
        unit: 'ms/s (+1)',
        target: 1.5,
      }),
      idle_with_none: none.idleAfter,
    },
  ]
}
