// (g) a page of a history of a million events, by filter, at any depth; and the start of a link that has it.
import { join } from 'node:path'
import { openSqlite } from '@boss-deployer/store'
import { fillPast } from './lib/past.mjs'
import { scratch, startLink } from './lib/processes.mjs'
import { beside, p99, round } from './lib/stats.mjs'

const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000)
const PAGES = Number(process.env.BENCH_PAGES ?? 100)
const PAGE = 100
const TARGET_MS = 50
const START_TARGET_MS = 2_000

const gates = Array.from({ length: 20 }, (_, index) => `team-${index}`)
const kindOf = (place) => ({
  gate: gates[place % gates.length],
  pipeline: `pipeline-${place % 50}`,
  step: place % 7 === 0 ? 'migrate' : 'deploy',
  by: `boss-${place % 10}`,
})

const nothing = { gate: null, person: null, pipeline: null, step: null, outcome: null, via: null, lock: null }
const base = { ...nothing, since: null, until: null, seenFrom: null }
const filters = {
  none: {},
  'a gate': { gate: 'team-3' },
  'a person': { person: 'boss-4' },
  'a pipeline': { pipeline: 'pipeline-7' },
  'an outcome': { outcome: 'unlocked' },
  'a gate, a person and an outcome': { gate: 'team-4', person: 'boss-4', outcome: 'unlocked' },
  'a gate and a person that never met': { gate: 'team-3', person: 'boss-4' },
  'somebody who is not there': { person: 'nobody' },
  'what is seen from three gates': { seenFrom: ['team-1', 'team-2', 'team-3'] },
}

export async function history() {
  const { dir, remove } = scratch()
  const folder = join(dir, 'link')
  await fillPast(folder, { locks: Math.ceil(EVENTS / 3), kindOf, gates })
  const store = await openSqlite(join(folder, 'link.sqlite'))
  const { sequence } = await store.head()
  const figures = []
  for (const [name, filter] of Object.entries(filters)) {
    const times = []
    for (let page = 0; page < PAGES; page += 1) {
      const before = page === 0 ? null : 1 + Math.floor(Math.random() * sequence)
      const begun = performance.now()
      await store.search({ ...base, ...filter }, before, PAGE)
      times.push(performance.now() - begun)
    }
    figures.push({ product: p99(times), name: `page of ${sequence} events by ${name}, p99`, target: TARGET_MS })
  }
  await store.close()
  const begun = performance.now()
  const link = await startLink(dir)
  figures.push({
    product: performance.now() - begun,
    name: `start of a link with ${sequence} events`,
    target: START_TARGET_MS,
  })
  await link.stop()
  remove()
  return figures.map(({ product, name, target }) => ({
    ...beside(name, { product, floor: target, unit: 'ms', target: 1 }),
    floor: `${target} ms`,
    ratio: round(product / target, 2),
  }))
}
