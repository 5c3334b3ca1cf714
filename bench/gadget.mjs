// (i) a tap on the big button to the pipeline that goes on, through the firmware on its emulated board beside the
// software gadget, both houses up at once and in turn; and what the board costs while nothing happens.
import { readdirSync, readFileSync } from 'node:fs'
import { cpuOf, scratch, start } from './lib/processes.mjs'
import { ask, connect, hear } from './lib/socket.mjs'
import { beside, p50, p99, round } from './lib/stats.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 6)
const TRIPS = Number(process.env.BENCH_TRIPS ?? 20)
const IDLE_MS = Number(process.env.BENCH_IDLE_MS ?? 20_000)
/** The switch has to be down for 30 ms to count; a finger takes a little longer. */
const DOWN_MS = 40
/** A gadget takes no press for what it has shown for less than half a second. */
const SHOWN_MS = 800

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** The processes that this one started. */
const childrenOf = (pid) =>
  readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    const [, stat] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')
    return Number(stat.split(' ')[1]) === pid
  })

const isGadget = (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('apps/gadget/')

async function openHouse(...more) {
  const { dir, remove } = scratch()
  const up = await start('apps/cli/dist/main.js', ['up', '--json', '--data', dir, '--port', '0', ...more])
  const { pipeline: token } = JSON.parse(readFileSync(up.token_file, 'utf8'))
  const socket = await connect(up.link, { token, role: 'pipeline' })
  const face = async (path, body) => {
    const message = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await fetch(`${up.face}${path}`, body === undefined ? {} : message)
    return answer.json()
  }

  async function shows(pattern) {
    for (const end = performance.now() + 20_000; performance.now() < end; await pause(20))
      if ((await face('/state')).pattern === pattern) return
    throw new Error(`the gadget does not show ${pattern}`)
  }

  /** Milliseconds from the finger to the pipeline. */
  async function tap(number) {
    const request = { pipeline: 'shop', step: 'deploy', request_id: `${process.pid}-${number}` }
    const { lock: uuid } = await ask(socket, 'lock', request)
    await shows('locked')
    await pause(SHOWN_MS)
    const unlocked = hear(socket, 'unlock', uuid)
    const from = performance.now()
    const pressed = face('/press', { button: 'unlock', ms: DOWN_MS })
    await unlocked
    const took = performance.now() - from
    await pressed
    await ask(socket, 'claim', { uuid })
    await shows('idle')
    return took
  }

  return {
    tap,
    shows,
    gadget: childrenOf(up.pid).find(isGadget),
    async close() {
      socket.close()
      await up.stop()
      remove()
    },
  }
}

export async function gadget() {
  const houses = { product: await openHouse('--board'), floor: await openHouse() }
  const times = { product: [], floor: [] }
  for (const house of Object.values(houses)) await house.shows('idle')
  for (const [name, house] of Object.entries(houses)) await house.tap(`${name}-first`)
  for (let turn = 0; turn < ROUNDS; turn += 1)
    for (const [name, house] of Object.entries(houses))
      for (let trip = 0; trip < TRIPS / ROUNDS; trip += 1) times[name].push(await house.tap(`${name}-${turn}-${trip}`))
  await pause(2_000)
  const before = { product: cpuOf(houses.product.gadget), floor: cpuOf(houses.floor.gadget), at: performance.now() }
  await pause(IDLE_MS)
  const shareOf = (name) => (100 * (cpuOf(houses[name].gadget) - before[name])) / (performance.now() - before.at)
  const shares = { product: shareOf('product'), floor: shareOf('floor') }
  for (const house of Object.values(houses)) await house.close()
  return [
    {
      ...beside('finger on the button to pipeline, p50', {
        product: p50(times.product),
        floor: p50(times.floor),
        unit: 'ms',
      }),
      target: '150 ms',
      met: p50(times.product) < 150,
      p99: `${round(p99(times.product), 1)} beside ${round(p99(times.floor), 1)}`,
    },
    {
      ...beside('idle gadget, of one core', { ...shares, unit: '%' }),
      target: '35 %',
      met: shares.product < 35,
    },
  ]
}
