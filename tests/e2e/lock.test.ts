import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { boss } from './boss/boss.ts'
import { type House, openHouse } from './boss/house.ts'
import { containing, matching } from './boss/said.ts'
import { until } from './boss/until.ts'

let house: House
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house[Symbol.asyncDispose]())
/** Nothing waits and the gate asks. */
async function calm() {
  await house.run('default', '--gate', 'root')
  await house.shows('idle')
}

const step = ['--gate', 'root', '--pipeline', 'shop', '--step', 'production']

/** A pipeline that waits, and the uuid of its lock. */
async function waiting(...more: string[]) {
  const pipeline = house.start('lock', ...step, ...more)
  const [uuid] = await pipeline.says(UUID)
  return { pipeline, uuid }
}

const state = z.looseObject({ locks: z.array(z.looseObject({ uuid: z.string(), state: z.string() })) })
const locks = async () => state.parse(JSON.parse((await house.run('status', '--json')).out)).locks

describe('a pipeline that waits', () => {
  beforeEach(calm)

  test('turns the gadget blue, and a press on the big button lets it go on', async () => {
    const { pipeline, uuid } = await waiting('--message', 'Fix the total', '--commit', 'a1b2c3d')
    await using _ = pipeline
    expect((await house.shows('locked')).head?.uuid).toBe(uuid)
    await pipeline.says(new RegExp(`waiting .*for the boss of root, place 1, press ${house.at.face}`))
    await house.press('unlock', 120)
    const { code, out, err } = await pipeline.ended
    expect(err).toMatch(/passed {2}let through by boss \(gadget\) after \d+ s/)
    expect(err).toMatch(/next: the pipeline goes on/)
    expect({ code, out }).toEqual({ code: 0, out: '' })
    await house.shows('idle')
  })

  test('tells machines how it ended', async () => {
    const { pipeline, uuid } = await waiting('--json')
    await house.run('unlock', uuid, '--note', 'go')
    const { code, out, err } = await pipeline.ended
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'passed',
      uuid,
      gate: 'root',
      by: 'operator',
      note: 'go',
      exit: 0,
    })
    for (const line of err.trim().split('\n'))
      expect(JSON.parse(line)).toSatisfy((it: object) => 'waiting' in it || 'asked' in it)
  })

  test('ends with 3 when it is rejected, and is told why in harmless words', async () => {
    const { pipeline, uuid } = await waiting()
    expect(await house.run('reject', uuid, '--reason', 'not \u202enow')).toMatchObject({ code: 0 })
    const { code, err } = await pipeline.ended
    expect(code).toBe(3)
    expect(err).toMatch(/rejected {2}said no by operator .*: not \\u\{202e\}now/)
  })

  test('ends with 1 when the gate is blocked, and so does one that comes later', async () => {
    const { pipeline } = await waiting()
    await house.shows('locked')
    await house.press('block', 900)
    expect(await pipeline.ended).toMatchObject({
      code: 1,
      err: matching(/blocked {2}the gate was blocked/),
    })
    const late = await house.run('lock', ...step)
    expect(late).toMatchObject({ code: 1, err: containing('next: wait until the gate is open again') })
  })

  test('is cancelled by ctrl-C with 5, and the light goes off', async () => {
    const { pipeline } = await waiting()
    await house.shows('locked')
    pipeline.signal('SIGINT')
    expect(await pipeline.ended).toMatchObject({ code: 5, err: matching(/cancelled {2}nobody is asked/) })
    await until('the light is off', async () => (await house.face()).pattern === 'idle', 1_000)
    expect(await locks()).toEqual([])
  })

  test('gives up after its timeout with 5, and leaves nothing behind', async () => {
    const { code, err } = await house.run('lock', ...step, '--timeout', '1s')
    expect(err).toMatch(/timed out {2}nobody decided after \d+ s; the lock is cancelled/)
    expect(code).toBe(5)
    expect(await locks()).toEqual([])
  })

  test('passes at once while the gate is released', async () => {
    expect(await house.run('release', '--for', '1m')).toMatchObject({
      code: 0,
      out: containing('lets every'),
    })
    await house.shows('released')
    expect(await house.run('lock', ...step)).toMatchObject({ code: 0 })
    expect(await house.run('lock', ...step, '--no-wait')).toMatchObject({ code: 0 })
  })

  test('asks twice with one request id and is one lock', async () => {
    const first = await waiting('--request-id', 'build-42')
    const second = await waiting('--request-id', 'build-42')
    expect(second.uuid).toBe(first.uuid)
    await house.run('unlock', '--head')
    expect((await first.pipeline.ended).code).toBe(0)
    expect((await second.pipeline.ended).code).toBe(0)
  })
})

describe('a pipeline that does not wait', () => {
  beforeEach(calm)

  test('ends with 7 and its uuid, and goes on by boss wait', async () => {
    const asked = await house.run('lock', ...step, '--no-wait')
    expect(asked.code).toBe(7)
    const uuid = asked.out.trim()
    expect(uuid).toMatch(UUID)
    expect(asked.err).toContain(`next: boss wait ${uuid}`)
    const wait = house.start('wait', uuid)
    await wait.says(/waiting/)
    await house.run('unlock', uuid)
    expect((await wait.ended).code).toBe(0)
    expect((await house.run('wait', uuid)).code).toBe(0)
  })

  test('takes its request back by boss cancel', async () => {
    const { out } = await house.run('lock', ...step, '--no-wait')
    expect((await house.run('cancel', out.trim())).code).toBe(0)
    expect((await house.run('wait', out.trim())).code).toBe(5)
  })
})

describe('without a link', () => {
  const nowhere = { BOSS_URL: 'http://127.0.0.1:9', BOSS_TOKEN: 'boss_x', BOSS_DATA: '/nonexistent' }

  test.each([
    ['a wait', ['lock', ...step, '--lost-after', '2s']],
    ['a question', ['lock', ...step, '--no-wait', '--lost-after', '1s']],
    ['a decision', ['unlock', '--head', '--gate', 'root']],
    ['a look', ['status']],
  ])('%s ends with 6 and says what to do', async (_, args) => {
    const { code, out, err } = await boss(args, nowhere)
    expect({ code, out }).toEqual({ code: 6, out: '' })
    expect(err).toContain('next: ')
  })

  test('a wrong token ends with 2', async () => {
    const env = { BOSS_URL: house.at.link, BOSS_TOKEN: 'boss_wrong' }
    for (const args of [['lock', ...step], ['lock', ...step, '--no-wait'], ['status']]) {
      expect(await boss(args, env)).toMatchObject({ code: 2, err: containing('BOSS_TOKEN') })
    }
  })
})

describe('boss demo', () => {
  beforeEach(calm)

  test('is a pipeline that a press lets through', async () => {
    const demo = house.start('demo', '--gate', 'root')
    await demo.says(/press the big button/)
    await house.shows('locked')
    await house.press('unlock', 120)
    expect(await demo.ended).toMatchObject({ code: 0, err: containing('demo / production deployed') })
  })
})
