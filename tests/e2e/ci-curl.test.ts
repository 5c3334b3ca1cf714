import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTokens, startLink } from '../crash/link-process.ts'
import { root } from './boss/boss.ts'
import { until } from './boss/until.ts'
import { type Desk, deskOf } from './ci/desk.ts'
import { startShell } from './ci/shell.ts'
import { callsOf, type Hall, openHall } from './hall.ts'

const page = readFileSync(join(root, 'docs/ci/curl.md'), 'utf8')
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
const script = 'examples/curl/ask-and-wait.sh'
const waits = blocks.filter((block) => block.includes('now deploy'))
const takesBack = waits.filter((block) => block.includes('trap') || block.includes(script))

let hall: Hall
let desk: Desk
let env: Record<string, string>

beforeAll(async () => {
  hall = await openHall()
  desk = deskOf(hall)
  await hall.post('/gates', { gate: 'shop' })
  env = { BOSS_URL: hall.url, BOSS_TOKEN: hall.tokens.pipeline }
})
afterAll(() => hall.close())

let builds = 0
/** The page's own text, for another build each time, and looking every moment. */
function start(block: string) {
  builds += 1
  return startShell(block.replaceAll(/build-\d+/g, `run-${builds}`).replaceAll('sleep 5', 'sleep 0.2'), env)
}

describe('with nothing but curl', () => {
  test('the page has blocks that ask, wait and take back', () => {
    expect(blocks.length - waits.length).toBe(1)
    expect(waits.length).toBeGreaterThanOrEqual(5)
    expect(takesBack).toHaveLength(2)
  })

  test('one call asks, and passes once the boss has said yes', async () => {
    const [once = ''] = blocks
    const asked = await startShell(once, env).ended
    expect(asked.code).toBe(22)
    await desk.unlock(await desk.waiting('shop'))
    expect(await startShell(once, env).ended).toMatchObject({ code: 0 })
  })

  test.each(waits.map((block) => [block]))('goes on after a yes: %s', async (block) => {
    const running = start(block)
    const lock = await desk.waiting('shop')
    await desk.unlock(lock)
    const { code, said } = await running.ended
    expect(code, said).toBe(0)
    expect(said).toContain('now deploy')
    expect(await desk.stateOf(lock)).toBe('claimed')
  })

  test.each(waits.map((block) => [block.replace('720', '5')]))('never goes on after a no: %s', async (block) => {
    const running = start(block)
    const lock = await desk.waiting('shop')
    await desk.reject(lock)
    const { code, said } = await running.ended
    expect(code, said).not.toBe(0)
    expect(said).not.toContain('now deploy')
    expect(await desk.stateOf(lock)).toBe('rejected')
  })

  test.each(waits.map((block) => [block.replace('720', '3')]))('never passes a blocked gate: %s', async (block) => {
    await desk.block('shop')
    const { code, said } = await start(block).ended
    await desk.back('shop')
    expect(code, said).not.toBe(0)
    expect(said).not.toContain('now deploy')
  })

  test.each(takesBack.map((block) => [block]))('takes its question back when it is stopped: %s', async (block) => {
    const running = start(block)
    const lock = await desk.waiting('shop')
    await running.says('waiting for the boss')
    running.stop('group')
    expect((await running.ended).code).not.toBe(0)
    await until('it is taken back', async () => (await desk.stateOf(lock)) === 'cancelled')
    expect(await desk.eventsOf(lock)).toEqual(['locked', 'cancelled'])
  })
})

describe(script, () => {
  const ask = (more: Readonly<Record<string, string>> = {}) => {
    builds += 1
    return startShell(`exec sh ${script}`, {
      ...env,
      ...{ BOSS_GATE: 'shop', BOSS_PIPELINE: 'shop', BOSS_STEP: 'production', BOSS_REQUEST: `file-${builds}` },
      ...more,
    })
  }

  test('hears a signal at once, though it came to the shell alone', async () => {
    const running = ask()
    const lock = await desk.waiting('shop')
    running.stop('shell')
    const { code, said } = await running.ended
    expect(code).toBe(143)
    expect(said).toContain('the question is taken back')
    expect(await desk.stateOf(lock)).toBe('cancelled')
  })

  test('says by its exit code what became of it', async () => {
    const running = ask()
    await desk.reject(await desk.waiting('shop'))
    const { code, said } = await running.ended
    expect(code).toBe(3)
    expect(said).toContain('not today')
    expect(await ask({ BOSS_TOKEN: 'boss_wrong' }).ended).toMatchObject({ code: 1 })
    expect(await ask({ BOSS_URL: 'http://127.0.0.1:9', BOSS_LOST_AFTER: '0' }).ended).toMatchObject({ code: 6 })
    expect(await ask({ BOSS_TIMEOUT: '0' }).ended).toMatchObject({ code: 5 })
  })

  test('says whatever a name has in it, and nothing beside it', async () => {
    const step = 'to "prod" \\ now, $(id) `id`'
    const running = ask({ BOSS_STEP: step, BOSS_COMMIT: '"},"x":{"' })
    const lock = await desk.waiting('shop')
    expect(await hall.get(`/locks/${lock}`)).toMatchObject({ step, commit: '"},"x":{"' })
    running.stop('shell')
    await running.ended
  })

  test('waits on through a link that restarts', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'boss-curl-'))
    const first = await startLink(dir, 0)
    const tokens = readTokens(dir)
    const at = deskOf(callsOf(first.url, tokens.operator))
    const running = ask({ BOSS_URL: first.url, BOSS_TOKEN: tokens.pipeline, BOSS_GATE: 'root' })
    const lock = await at.waiting('root')
    await first.kill()
    const second = await startLink(dir, Number(new URL(first.url).port))
    await at.unlock(lock)
    expect(await running.ended).toMatchObject({ code: 0 })
    await second.kill()
    rmSync(dir, { recursive: true, force: true })
  })
})
