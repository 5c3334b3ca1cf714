import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startBalancer } from '@boss-deployer/testing'
import { buildSync } from 'esbuild'
import fc from 'fast-check'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Postgres, startPostgres } from '../../tools/postgres.mjs'
import { readTokens, startProgram } from '../crash/link-process.ts'
import { momentsFrom, seedOf } from '../crash/random.ts'
import { callerOf } from './caller.ts'
import { GATES, runBoss, runPipeline } from './people.ts'
import { type Recorder, recorder } from './recorder.ts'
import { watch } from './watcher.ts'

const PIPELINES = 40
const BOSSES = 10
const WATCHERS = 4
const commands = Number(process.env.BOSS_LINKS_COMMANDS ?? 300)
const faults = Math.ceil(commands / 50)

const gateList = z.object({ gates: z.array(z.object({ gate: z.string(), status: z.string() })) })
const lockList = z.object({ locks: z.array(z.object({ uuid: z.string() })) })

test(`two links on one PostgreSQL, ${commands} commands from ${PIPELINES + BOSSES} clients, ${faults} kills: one history that all agree on`, {
  timeout: 240_000 + commands * 400,
}, async () => {
  const seed = seedOf('BOSS_LINKS_SEED')
  const dir = mkdtempSync(join(tmpdir(), 'boss-links-'))
  const postgres = await startPostgres()
  const links = await Promise.all([openLink(dir, postgres, 0), openLink(dir, postgres, 1)])
  const balancer = await startBalancer(links.map(({ port }) => port()))
  try {
    const tokens = readTokens(join(dir, 'link-0'))
    const recorders: Recorder[] = []
    const clientOf = (kind: string, place: number, token: string) => {
      const notes = recorder(`${kind}-${place}`)
      recorders.push(notes)
      return { recorder: notes, caller: callerOf(balancer.url, token, notes) }
    }
    const operator = clientOf('operator', 0, tokens.operator)
    for (const gate of GATES) await post(balancer.url, tokens.operator, '/gates', { gate })
    const watchers = Array.from({ length: WATCHERS }, (_, place) => {
      const notes = recorder(`watcher-${place}`)
      recorders.push(notes)
      return watch(balancer.url, tokens.operator, notes)
    })

    let given = 0
    let isOver = false
    const budget = { take: () => (given += 1) <= commands }
    const actorOf = (kind: string, place: number, token: string) => ({
      ...clientOf(kind, place, token),
      budget,
      chance: chances(seed + place),
    })
    const bosses = Array.from({ length: BOSSES }, (_, place) =>
      runBoss(actorOf('boss', place, tokens.operator), () => isOver),
    )
    const pipelines = Array.from({ length: PIPELINES }, (_, place) =>
      runPipeline(actorOf('pipeline', place, tokens.pipeline)),
    )
    const running = Promise.all(pipelines).then(() => {
      isOver = true
      return Promise.all(bosses)
    })
    for (const [place, moment] of momentsFrom(seed, faults).entries()) {
      await Promise.race([running, pause(200 + moment.ms * 20)])
      const link = links[place % 2]
      if (place % 3 === 2) await endConnection(postgres)
      else await link?.crash()
    }
    await running

    for (const gate of ['shop', 'shop.test', 'shop.production', 'blog'])
      await operator.caller.run({ type: 'status', request_id: `last-${gate}`, gate, status: 'default' })
    for (const [place, { port }] of links.entries()) {
      const notes = recorder(`end-${place}`)
      recorders.push(notes)
      const { get } = callerOf(`http://127.0.0.1:${port()}`, tokens.operator, notes)
      const { gates } = gateList.parse(await get('/gates'))
      const { locks } = lockList.parse(await get('/locks'))
      const modes = Object.fromEntries(gates.map(({ gate, status }) => [gate, status]))
      notes.note({ kind: 'saw', gates: modes, open: locks.map(({ uuid }) => uuid) })
    }
    await Promise.all(watchers.map((watcher) => watcher.close()))

    const seen = join(dir, 'seen')
    mkdirSync(seen)
    for (const notes of recorders) writeFileSync(join(seen, `${notes.client}.jsonl`), notes.text())
    writeFileSync(join(seen, 'history.jsonl'), await exportHistory(balancer.url, tokens.operator))
    const said = runChecker(dir, seen)
    expect(said, `BOSS_LINKS_SEED=${seed} BOSS_LINKS_COMMANDS=${commands}`).toMatch(/^\d+ observations, 0 faults\n$/)
    expect(given).toBeGreaterThanOrEqual(commands)
  } finally {
    await Promise.all(links.map((link) => link.end()))
    await balancer.close()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
})

/** A link that keeps its port over its deaths. The first one keeps the file with the tokens. */
async function openLink(dir: string, postgres: Postgres, place: number) {
  const folder = join(dir, `link-${place}`)
  mkdirSync(folder)
  const args = ['--data', join(folder, 'data'), '--store', postgres.url()]
  const start = (port: number) =>
    startProgram('apps/link/dist/main.js', [
      ...args,
      '--port',
      String(port),
      ...(place === 0 ? ['--token-file', join(folder, 'tokens.json')] : []),
    ])
  let program = await start(0)
  const port = () => Number(new URL(program.url).port)
  return {
    port,
    end: () => program.kill(),
    async crash() {
      await program.kill()
      program = await start(port())
    },
  }
}

/** Ends one connection of a link, whatever it is doing. */
async function endConnection(postgres: Postgres): Promise<void> {
  const client = new Client(postgres.url())
  await client.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'boss-link' order by random() limit 1`,
  )
  await client.end()
}

async function post(url: string, token: string, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`)
}

async function exportHistory(url: string, token: string): Promise<string> {
  let text = ''
  for (let after = 0; ; ) {
    const response = await fetch(`${url}/api/v1/history/export?after=${after}&limit=500`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const page = await response.text()
    const lines = page.split('\n').filter((line) => line.startsWith('{"at"') || line.includes('"sequence"'))
    text += lines.map((line) => `${line}\n`).join('')
    after += lines.length
    if (lines.length < 500) return text
  }
}

function chances(seed: number): () => number {
  const drawn = fc.sample(fc.nat({ max: 99 }), { seed, numRuns: 500 })
  let next = 0
  return () => {
    next += 1
    return drawn[next % drawn.length] ?? 0
  }
}

/** The checker as the program that it is, over what was written and nothing else. */
function runChecker(dir: string, seen: string): string {
  const program = join(dir, 'checker.mjs')
  const entry = fileURLToPath(new URL('checker/main.ts', import.meta.url))
  buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'silent',
  })
  return spawnSync(process.execPath, [program, seen], { encoding: 'utf8' }).stdout
}
