// node bench/run.mjs [name …]: every figure beside its floor, measured in the same run. Without a name: all.

import { append } from './append.mjs'
import { consolePages } from './console.mjs'
import { latency, throughput } from './flows.mjs'
import { gadget } from './gadget.mjs'
import { history } from './history.mjs'
import { links } from './links.mjs'
import { memory } from './memory.mjs'
import { past } from './past.mjs'
import { processStart } from './start.mjs'
import { waiting } from './waiting.mjs'

const benches = {
  latency,
  throughput,
  memory,
  processStart,
  past,
  waiting,
  links,
  history,
  append,
  gadget,
  console: consolePages,
}
const names = process.argv.slice(2)
const unknown = names.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}. There are ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  console.log(`\n${name}`)
  for (const figure of await bench()) {
    const { product, floor, unit, ratio, target, met, ...more } = figure
    const verdict = target === null ? '' : `  target ${target}: ${met ? 'met' : 'missed'}`
    const extra = Object.entries(more).flatMap(([key, value]) => (key === 'name' ? [] : [`${key} ${value}`]))
    console.log(
      `  ${figure.name}: ${product} ${unit} beside ${floor} = ${ratio}${verdict}${extra.length > 0 ? `  (${extra.join(', ')})` : ''}`,
    )
  }
}
process.exit(0)
