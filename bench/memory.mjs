// (c) resident memory per waiting pipeline at 10,000, beside a bare Socket.IO connection.
import { residentOf, scratch, start, startLink } from './lib/processes.mjs'
import { beside } from './lib/stats.mjs'

const PIPELINES = Number(process.env.BENCH_PIPELINES ?? 10_000)
const LOADERS = 2

async function perConnection(target, auth, asks) {
  const before = residentOf(target.pid)
  const loaders = await Promise.all(
    Array.from({ length: LOADERS }, (_, place) =>
      start('bench/lib/crowd.mjs', [
        target.url,
        String(PIPELINES / LOADERS),
        JSON.stringify(auth),
        asks ? `crowd-${place}` : '',
      ]),
    ),
  )
  const bytes = (residentOf(target.pid) - before) / PIPELINES
  await Promise.all(loaders.map((loader) => loader.stop()))
  return bytes / 1024
}

export async function memory() {
  const rooms = [scratch(), scratch()]
  const product = await startLink(rooms[0].dir)
  const inProduct = await perConnection(product, { token: product.tokens.pipeline, role: 'pipeline' }, true)
  await product.stop()
  const floor = await start('bench/floor/bare.mjs')
  const inFloor = await perConnection(floor, {}, false)
  await floor.stop()
  for (const room of rooms) room.remove()
  return [
    beside(`memory per waiting pipeline at ${PIPELINES}`, {
      product: inProduct,
      floor: inFloor,
      unit: 'KiB',
      target: 1.3,
    }),
  ]
}
