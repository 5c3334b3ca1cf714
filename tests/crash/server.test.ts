import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Desk, openDesk } from './desk.ts'
import { readTokens, startLink } from './link-process.ts'
import { runPipeline } from './pipelines.ts'
import { progress } from './progress.ts'
import { momentsFrom, seedOf } from './random.ts'
import { flawsOf, readRecord } from './record.ts'

const PIPELINES = 8
const kills = Number(process.env.BOSS_CRASH_KILLS ?? 6)

/** A boss who presses whenever the gadget shows a lock, until told to stop. */
async function pressEverything(desk: Desk, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    const { head } = await desk.state()
    if (head) await desk.press('unlock', 60)
    else await new Promise((resolve) => setImmediate(resolve))
  }
}

test(`presses under way are neither lost nor doubled when the server is killed ${kills} times`, {
  timeout: 120_000 + kills * 20_000,
}, async () => {
  const seed = seedOf('BOSS_CRASH_SEED')
  const dir = mkdtempSync(join(tmpdir(), 'boss-crash-'))
  const link = await startLink(dir, 0)
  const tokens = readTokens(dir)
  const desk = await openDesk(dir, tokens)
  try {
    const asking = new AbortController()
    const pressing = new AbortController()
    const passes = progress()
    const pipelines = Array.from({ length: PIPELINES }, (_, place) =>
      runPipeline({
        url: link.url,
        token: tokens.pipeline,
        name: `shop-${place}`,
        until: asking.signal,
        onPassed: passes.count,
      }),
    )
    const boss = pressEverything(desk, pressing.signal)

    for (const { passes: more, ms } of momentsFrom(seed, kills)) {
      await passes.next(1 + (more % 4))
      await pause(ms * 20)
      await desk.killServer()
      await desk.startServer()
    }

    asking.abort()
    const runs = await Promise.all(pipelines)
    pressing.abort()
    await boss
    const record = await readRecord(tokens)
    const counters = record.flatMap(({ press }) => (press ? [press.counter] : []))
    const unlocks = record.filter(({ type }) => type === 'unlocked')
    const found = {
      flaws: flawsOf(record),
      unlockedByNobody: unlocks.filter(({ press }) => !press),
      pressedTwice: counters.filter((counter, place) => counters.indexOf(counter) !== place),
      otherEnds: runs.flatMap(({ others }) => others),
    }
    expect(found, `BOSS_CRASH_SEED=${seed}`).toEqual({
      flaws: [],
      unlockedByNobody: [],
      pressedTwice: [],
      otherEnds: [],
    })
  } finally {
    await desk.close()
    await link.kill()
    rmSync(dir, { recursive: true, force: true })
  }
})
