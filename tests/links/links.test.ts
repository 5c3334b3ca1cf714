import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { momentsFrom, seedOf } from '../crash/random.ts'
import { callerOf } from './caller.ts'
import { GATES, runBoss, runPipeline } from './people.ts'
import { type Recorder, recorder } from './recorder.ts'
import { watch } from './watcher.ts'
import { openWorld, type World } from './world.ts'

const PIPELINES = 40
const BOSSES = 10
const WATCHERS = 4
const commands = Number(process.env.BOSS_LINKS_COMMANDS ?? 200)
const kills = Math.ceil(commands / 50)

const gateList = z.object({ gates: z.array(z.object({ gate: z.string(), status: z.string() })) })
const lockList = z.object({ locks: z.array(z.object({ uuid: z.string() })) })

test(`two links on one PostgreSQL, ${commands} commands from ${PIPELINES + BOSSES} clients, ${kills} kills: one history on which all agree`, {
  timeout: 240_000 + commands * 400,
}, async () => {
  const seed = seedOf('BOSS_LINKS_SEED')
  const world = await openWorld(2)
  try {
    for (const gate of GATES) await world.post('/gates', { gate })
    const notes: Recorder[] = []
    const noteAs = (name: string) => {
      const made = recorder(name)
      notes.push(made)
      return made
    }
    await letThemWork(world, seed, noteAs)
    await lookAtTheEnd(world, noteAs)
    const said = await runChecker(world, notes)
    expect(said, `BOSS_LINKS_SEED=${seed} BOSS_LINKS_COMMANDS=${commands}`).toMatch(/^\d+ observations, 0 faults\n$/)
  } finally {
    await world.close()
  }
})

/** All clients at once, through the balancer, while links and connections to the database are killed. */
async function letThemWork(world: World, seed: number, noteAs: (name: string) => Recorder): Promise<void> {
  const { url, tokens, links } = world
  const watchers = Array.from({ length: WATCHERS }, (_, place) =>
    watch(url, tokens.operator, noteAs(`watcher-${place}`)),
  )
  let given = 0
  let isOver = false
  const take = () => {
    given += 1
    return given <= commands
  }
  const budget = { take }
  const actorOf = (kind: string, place: number, token: string) => {
    const notes = noteAs(`${kind}-${place}`)
    return { recorder: notes, caller: callerOf(url, token, notes), budget, chance: chances(seed + place) }
  }
  const bosses = Array.from({ length: BOSSES }, (_, place) =>
    runBoss(actorOf('boss', place, tokens.operator), () => isOver),
  )
  const pipelines = Array.from({ length: PIPELINES }, (_, place) =>
    runPipeline(actorOf('pipeline', place, tokens.pipeline)),
  )
  const done = Promise.all(pipelines).then(() => {
    isOver = true
    return Promise.all(bosses)
  })
  for (const [place, { ms }] of momentsFrom(seed, kills).entries()) {
    await Promise.race([done, pause(200 + ms * 20)])
    if (place % 3 === 2) await world.endConnection()
    else await links[place % 2]?.crash()
  }
  await done
  await Promise.all(watchers.map((watcher) => watcher.close()))
}

/** What each link says once all is quiet. */
async function lookAtTheEnd({ links, tokens }: World, noteAs: (name: string) => Recorder): Promise<void> {
  for (const [place, link] of links.entries()) {
    const notes = noteAs(`end-${place}`)
    const caller = callerOf(link.url(), tokens.operator, notes)
    const { gates } = gateList.parse(await caller.get('/gates'))
    const { locks } = lockList.parse(await caller.get('/locks'))
    const modes = Object.fromEntries(gates.map(({ gate, status }) => [gate, status]))
    notes.note({ kind: 'saw', gates: modes, open: locks.map(({ uuid }) => uuid) })
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
async function runChecker(world: World, notes: readonly Recorder[]): Promise<string> {
  const seen = join(world.dir, 'seen')
  mkdirSync(seen)
  for (const each of notes) writeFileSync(join(seen, `${each.client}.jsonl`), each.text())
  writeFileSync(join(seen, 'history.jsonl'), await world.exportHistory())
  const program = join(world.dir, 'checker.mjs')
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
