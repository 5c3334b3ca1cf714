// (a) request to server, press to pipeline, press to claimed: medians beside a bare relay, interleaved; and
// (b) decided locks a second with 50 concurrent pipelines. Server and load are separate processes.
import { join } from 'node:path'
import { pressFor } from './lib/press.mjs'
import { api, scratch, start, startLink } from './lib/processes.mjs'
import { ask, connect, hear } from './lib/socket.mjs'
import { beside, p50, p99, round } from './lib/stats.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 8)
const TRIPS = Number(process.env.BENCH_TRIPS ?? 250)
const PIPELINES = 50
const LOCKS_EACH = Number(process.env.BENCH_LOCKS ?? 40)

/** The product and the floor behind one face: who asks, and who presses. */
export async function openProduct(dir, file) {
  const link = await startLink(dir, [], file)
  const { token } = await api(link, link.tokens.operator, 'POST', '/tokens', {
    name: 'server',
    grants: [{ role: 'server', gate: 'root' }],
  })
  const gadget = await api(link, link.tokens.operator, 'POST', '/gadgets', { id: 'desk', name: 'desk', gate: 'root' })
  const pressKey = gadget.press_key
  let counter = 0
  return {
    pid: link.pid,
    url: link.url,
    token: link.tokens.pipeline,
    stop: link.stop,
    pipeline: () => connect(link.url, { token: link.tokens.pipeline, role: 'pipeline' }),
    server: () => connect(link.url, { token, role: 'server' }),
    press: (uuid) => ({
      uuid,
      press: pressFor(pressKey, { gadget: 'desk', counter: ++counter, action: 'unlock', uuid }),
    }),
  }
}

async function openFloor(dir) {
  const relay = await start('bench/floor/relay.mjs', [join(dir, 'floor.sqlite')])
  return {
    pid: relay.pid,
    stop: relay.stop,
    pipeline: () => connect(relay.url, { role: 'pipeline' }),
    server: () => connect(relay.url, { role: 'server' }),
    press: (uuid) => ({ uuid }),
  }
}

const request = () => ({ pipeline: 'shop', step: 'deploy', request_id: `${process.pid}-${process.hrtime.bigint()}` })

export async function trips(side, pipeline, server) {
  const times = { request: [], press: [], claimed: [] }
  for (let trip = 0; trip < TRIPS; trip += 1) {
    const asked = performance.now()
    const heard = hear(server, 'lock')
    const answer = ask(pipeline, 'lock', request())
    await heard
    times.request.push(performance.now() - asked)
    const { lock: uuid } = await answer
    const unlocked = hear(pipeline, 'unlock', uuid)
    const pressed = performance.now()
    const done = ask(server, 'unlock', side.press(uuid))
    await unlocked
    times.press.push(performance.now() - pressed)
    await ask(pipeline, 'claim', { uuid })
    times.claimed.push(performance.now() - pressed)
    await done
  }
  return times
}

export async function latency() {
  const { dir, remove } = scratch()
  const sides = { product: await openProduct(dir), floor: await openFloor(dir) }
  const times = { product: { request: [], press: [], claimed: [] }, floor: { request: [], press: [], claimed: [] } }
  const sockets = {}
  for (const [name, side] of Object.entries(sides)) sockets[name] = [await side.pipeline(), await side.server()]
  for (const [name, side] of Object.entries(sides)) await trips(side, ...sockets[name])
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    for (const [name, side] of Object.entries(sides)) {
      const measured = await trips(side, ...sockets[name])
      for (const key of Object.keys(measured)) times[name][key].push(...measured[key])
    }
  }
  for (const pair of Object.values(sockets)) for (const socket of pair) socket.close()
  await Promise.all(Object.values(sides).map((side) => side.stop()))
  remove()
  const names = { request: 'request to server', press: 'press to pipeline', claimed: 'press to claimed' }
  return Object.entries(names).map(([key, name]) => ({
    ...beside(`${name}, p50`, {
      product: p50(times.product[key]),
      floor: p50(times.floor[key]),
      unit: 'ms',
      target: 1.3,
    }),
    p99: `${round(p99(times.product[key]))} beside ${round(p99(times.floor[key]))}`,
  }))
}

async function decidedPerSecond(side) {
  const server = await side.server()
  server.on('lock', ({ uuid }) => void ask(server, 'unlock', side.press(uuid)).catch(fail))
  const pipelines = await Promise.all(Array.from({ length: PIPELINES }, side.pipeline))
  const started = performance.now()
  await Promise.all(pipelines.map(decideMany))
  const seconds = (performance.now() - started) / 1_000
  for (const socket of [server, ...pipelines]) socket.close()
  return (PIPELINES * LOCKS_EACH) / seconds

  async function decideMany(pipeline) {
    const early = new Set()
    const waiting = new Map()
    pipeline.on('unlock', ({ uuid }) => {
      if (!waiting.has(uuid)) early.add(uuid)
      waiting.get(uuid)?.()
    })
    for (let done = 0; done < LOCKS_EACH; done += 1) {
      const { lock: uuid } = await ask(pipeline, 'lock', request())
      if (!early.has(uuid)) await new Promise((resolve) => waiting.set(uuid, resolve))
      await ask(pipeline, 'claim', { uuid })
    }
  }
}

function fail(error) {
  console.error(error)
  process.exit(1)
}

export async function throughput() {
  const { dir, remove } = scratch()
  const single = scratch()
  const sides = {
    product: await openProduct(dir),
    floor: await openFloor(dir),
    single: await openProduct(single.dir, 'bench/lib/single-commit-link.mjs'),
  }
  const rates = { product: [], floor: [], single: [] }
  for (const side of Object.values(sides)) await decidedPerSecond(side)
  for (let turn = 0; turn < 5; turn += 1) {
    for (const [name, side] of Object.entries(sides)) rates[name].push(await decidedPerSecond(side))
  }
  await Promise.all(Object.values(sides).map((side) => side.stop()))
  remove()
  single.remove()
  const product = p50(rates.product)
  const better = { unit: 'locks/s', isHigherBetter: true }
  return [
    beside('decided locks, 50 pipelines, beside the relay', {
      product,
      floor: p50(rates.floor),
      target: 0.8,
      ...better,
    }),
    beside('the same beside one commit per message', { product, floor: p50(rates.single), target: 3, ...better }),
  ]
}
