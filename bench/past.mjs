// (e) the size of welcome, the time of a check and idle CPU, with 0 and with 100,000 past locks.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { io } from 'socket.io-client'
import { fillPast } from './lib/past.mjs'
import { cpuOf, scratch, startLink } from './lib/processes.mjs'
import { beside, p50 } from './lib/stats.mjs'

const PAST = Number(process.env.BENCH_PAST ?? 100_000)
const CHECKS = 1_000
const IDLE_MS = 5_000

async function measure(count) {
  const { dir, remove } = scratch()
  await fillPast(join(dir, 'link'), { locks: count })
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
