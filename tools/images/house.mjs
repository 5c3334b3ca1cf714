// A house to take pictures of: everything as `npm start` runs it, with three weeks of past, people, and what waits now.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { fillPast } from '../../bench/lib/past.mjs'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const boss = join(root, 'apps/cli/bin/boss.js')
const DAY = 24 * 60 * 60_000
const PAST_DAYS = 21
const LOCKS = 1_260
const gates = ['shop', 'shop.production', 'till']
const people = ['Ada Lovelace', 'Grace Hopper', 'Edsger Dijkstra']
const pipelines = ['shop', 'till', 'search', 'accounts', 'mail']

const kindOf = (place) => ({
  ...{ gate: gates[place % gates.length], pipeline: pipelines[place % pipelines.length], step: 'deploy' },
  ...{ by: people[(place * 7) % people.length], waitMs: ((place * 37) % 90) * 20_000 },
})

const waiting = [
  {
    ...{ gate: 'shop.production', pipeline: 'shop', step: 'production' },
    context: {
      requested_by: 'Katherine Johnson',
      ...{ commit: '9f2c1e7a4b8d3056c1f7e9a2d4b6081357ace924', author: 'Katherine Johnson', environment: 'production' },
      message: 'Checkout: round the tax of each line, not of the sum\n\nAuditors found cents that belong to nobody.',
      diff_url: 'https://git.example.com/shop/compare/4b8d305...9f2c1e7',
      build_url: 'https://ci.example.com/teams/main/pipelines/shop/jobs/production/builds/418',
      changelog: ['Checkout: round the tax of each line', 'Basket keeps its order', 'Node.js 20.20'],
    },
  },
  {
    ...{ gate: 'till', pipeline: 'till', step: 'migrate' },
    context: {
      requested_by: 'Linus Pauling',
      author: 'Linus Pauling',
      message: 'Receipts: a column for the printer',
      environment: 'all shops',
    },
  },
  {
    ...{ gate: 'shop', pipeline: 'search', step: 'reindex' },
    context: {
      requested_by: 'Hedy Lamarr',
      author: 'Hedy Lamarr',
      message: 'Synonyms of shoes',
      environment: 'staging',
    },
  },
]

/** Starts it; `close` ends it and takes its data away. A new one has no past. */
export async function openHouse({ isNew = false } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'boss-images-'))
  if (!isNew) {
    await fillPast(join(dir, 'link'), {
      ...{ locks: LOCKS, gates, kindOf },
      ...{ startAt: Date.now() - PAST_DAYS * DAY, everyMs: Math.floor(((PAST_DAYS - 0.2) * DAY) / LOCKS) },
    })
  }
  const up = spawn(process.execPath, [boss, 'up', '--board', '--port', '0', '--data', dir, '--json'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => up.once('exit', resolve))
  const ready = await new Promise((resolve, reject) => {
    up.once('exit', (code) => reject(new Error(`boss up ended with ${code}`)))
    createInterface({ input: up.stdout }).on('line', (line) => {
      const said = JSON.parse(line)
      if (said.console) resolve(said)
    })
  })
  const tokens = JSON.parse(readFileSync(ready.token_file, 'utf8'))

  async function call(method, path, body, token = tokens.operator) {
    const response = await fetch(`${ready.link}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  return {
    ...ready,
    call,
    /** A pipeline that asks and waits, in a terminal of its own; what it prints comes by `onText`. */
    ask(args, onText) {
      const env = { ...process.env, BOSS_URL: ready.link, BOSS_TOKEN: tokens.pipeline }
      const child = spawn(process.execPath, [boss, 'lock', ...args], { env })
      child.stdout.on('data', (text) => onText(String(text)))
      child.stderr.on('data', (text) => onText(String(text)))
      return new Promise((resolve) => child.once('exit', resolve))
    },
    /** @returns {Promise<readonly string[]>} the locks that wait then */
    async fillQueue() {
      const locks = []
      for (const request of waiting) locks.push((await call('POST', '/locks', request, tokens.pipeline)).lock)
      return locks
    },
    async close() {
      up.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
