// (f) a press while 10,000 pipelines wait at the link, beside the same press while 10 wait; both links at once, in turn.
import { openProduct, trips } from './flows.mjs'
import { scratch, start } from './lib/processes.mjs'
import { beside, p50 } from './lib/stats.mjs'

const MANY = Number(process.env.BENCH_PIPELINES ?? 10_000)
const FEW = 10
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 6)

/** A link at which so many wait. They come first, so that the one which is measured is the last of the queue. */
async function openCrowded(waiting) {
  const room = scratch()
  const link = await openProduct(room.dir)
  const auth = JSON.stringify({ token: link.token, role: 'pipeline' })
  const crowd = await start('bench/lib/crowd.mjs', [link.url, String(waiting), auth, 'crowd'])
  const sockets = [await link.pipeline(), await link.server()]
  return {
    measure: () => trips(link, ...sockets),
    async close() {
      for (const socket of sockets) socket.close()
      await crowd.stop()
      await link.stop()
      room.remove()
    },
  }
}

export async function waiting() {
  const sides = { many: await openCrowded(MANY), few: await openCrowded(FEW) }
  const times = { many: [], few: [] }
  for (const side of Object.values(sides)) await side.measure()
  for (let turn = 0; turn < ROUNDS; turn += 1)
    for (const [name, side] of Object.entries(sides)) times[name].push(...(await side.measure()).press)
  for (const side of Object.values(sides)) await side.close()
  const name = `press to pipeline while ${MANY} wait, beside ${FEW}, p50`
  return [beside(name, { product: p50(times.many), floor: p50(times.few), unit: 'ms', target: 2 })]
}
