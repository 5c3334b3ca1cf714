import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readTokens, startLink } from './link-process.ts'
import { unlockEverything } from './operator.ts'
import { runPipeline } from './pipelines.ts'
import { progress } from './progress.ts'
import { momentsFrom, seedOf } from './random.ts'
import { flawsOf, readRecord } from './record.ts'

const PIPELINES = 20
const kills = Number(process.env.BOSS_CRASH_KILLS ?? 6)

test(`nothing that the link acknowledged is lost when it is killed ${kills} times under load`, {
  timeout: 120_000 + kills * 10_000,
}, async () => {
  const seed = seedOf('BOSS_CRASH_SEED')
  const dir = mkdtempSync(join(tmpdir(), 'boss-crash-'))
  let link = await startLink(dir, 0)
  try {
    const { url } = link
    const tokens = readTokens(dir)
    const asking = new AbortController()
    const pressing = new AbortController()
    const passes = progress()
    const pipelines = Array.from({ length: PIPELINES }, (_, place) =>
      runPipeline({ url, token: tokens.pipeline, name: `shop-${place}`, until: asking.signal, onPassed: passes.count }),
    )
    const operator = unlockEverything(url, tokens.operator, pressing.signal)

    for (const moment of momentsFrom(seed, kills)) {
      await passes.next(moment.passes)
      await pause(moment.ms)
      await link.kill()
      link = await startLink(dir, Number(new URL(url).port))
    }

    asking.abort()
    const runs = await Promise.all(pipelines)
    pressing.abort()
    const unlocked = await operator
    const record = await readRecord(tokens)
    const recorded = (type: string) => new Set(record.flatMap((event) => (event.type === type ? [event.lock] : [])))
    const lost = (acknowledged: Iterable<string>, type: string) => {
      const stored = recorded(type)
      return [...acknowledged].filter((uuid) => !stored.has(uuid))
    }
    const found = {
      flaws: flawsOf(record),
      lostLocks: lost(
        runs.flatMap(({ told }) => [...told]),
        'locked',
      ),
      lostUnlocks: lost(unlocked, 'unlocked'),
      lostClaims: lost(
        runs.flatMap(({ passed }) => passed.map(({ uuid }) => uuid)),
        'claimed',
      ),
      otherEnds: runs.flatMap(({ others }) => others),
    }
    expect(found, `BOSS_CRASH_SEED=${seed}`).toEqual({
      flaws: [],
      lostLocks: [],
      lostUnlocks: [],
      lostClaims: [],
      otherEnds: [],
    })
  } finally {
    await link.kill()
    rmSync(dir, { recursive: true, force: true })
  }
})
