// (d) process time of the built `check` beside `node -e 0`, interleaved.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root, scratch, startLink } from './lib/processes.mjs'
import { beside, p50 } from './lib/stats.mjs'

const RUNS = Number(process.env.BENCH_RUNS ?? 60)

function timed(args, input) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] })
    child.once('exit', (code) =>
      code === 0 ? resolve(performance.now() - started) : reject(new Error(`${args[0]} ended with ${code}`)),
    )
    child.stdin.end(input)
  })
}

export async function processStart() {
  const { dir, remove } = scratch()
  const link = await startLink(dir)
  const input = JSON.stringify({
    source: { url: link.url, token: link.tokens.pipeline, gate: 'root', pipeline: 'shop' },
  })
  const check = join(root, 'apps/resource/dist/check')
  const times = { product: [], floor: [] }
  for (let run = 0; run < RUNS + 5; run += 1) {
    const floor = await timed(['-e', '0'], '')
    const product = await timed([check], input)
    if (run < 5) continue
    times.floor.push(floor)
    times.product.push(product)
  }
  await link.stop()
  remove()
  return [
    beside('process time of check, p50, beside node -e 0', {
      product: p50(times.product),
      floor: p50(times.floor),
      unit: 'ms',
      target: 1.2,
    }),
  ]
}
