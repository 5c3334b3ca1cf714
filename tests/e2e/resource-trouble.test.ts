import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Programs, programsIn, shareCluster } from '@boss-deployer/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readTokens, startLink } from '../crash/link-process.ts'
import { type Hall, openHall } from './hall.ts'
import {
  ask,
  bound,
  type Jobs,
  loose,
  oneJob,
  openWorld,
  until,
  type World,
  type WorldOptions,
} from './resource/world.ts'

const dist = fileURLToPath(new URL('../../apps/resource/dist', import.meta.url))

let hall: Hall
beforeAll(async () => {
  hall = await openHall()
})
afterAll(() => hall.close())

const worlds: World[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world[Symbol.asyncDispose]()
})
const open = async (jobs: Jobs, more: Partial<WorldOptions> = {}) => {
  const world = await openWorld({ hall, jobs, ...more })
  worlds.push(world)
  return world
}

test('a decided question stays decided, however often the step is attempted', async () => {
  const world = await open(() => [
    {
      name: 'request',
      plan: [
        { get: 'repo', trigger: true },
        { ...ask, attempts: 3 },
      ],
    },
  ])
  const { build, lock } = await world.request('c1')
  await world.reject(lock, 'no')
  expect(await build.finished).toBe('failed')
  expect(build.log).toMatch(/attempt 2 failed/)
  const { events } = await hall.get(`/history?limit=500`)
  const asked = (events as { type: string; gate?: string }[]).filter(
    (it) => it.type === 'locked' && it.gate === world.gate,
  )
  expect(asked).toHaveLength(1)
})

test('an on_abort hook that cancels finds the lock cancelled already, and saves no version', async () => {
  const hook = { put: 'approval', noGet: true, params: { ...ask.params, action: 'cancel' } }
  const world = await open(() => [{ name: 'request', plan: [{ get: 'repo', trigger: true }, ask], onAbort: hook }])
  const { build, lock } = await world.request('c1')
  world.atc.abort(build.id)
  expect(await build.finished).toBe('aborted')
  expect(build.log).toContain(`cancelled ${lock.uuid}`)
  expect(world.atc.versions('approval')).toEqual([])
})

test('an ensure hook that cancels is too late for an approval that is used, and changes nothing', async () => {
  const hook = { put: 'approval', noGet: true, params: { ...ask.params, action: 'cancel' } }
  const world = await open(() => [{ name: 'request', plan: [{ get: 'repo', trigger: true }, ask], ensure: hook }])
  const { build, lock } = await world.request('c1')
  await world.unlock(lock)
  expect(await build.finished).toBe('succeeded')
  expect(world.atc.versions('approval')).toEqual([{ lock: lock.uuid }])
})

describe('two pipelines at one gate', () => {
  const pair = async (jobs: Jobs, sourceOf: (pipeline: string) => object) => {
    const shared = shareCluster()
    const options = (pipeline: string) => ({ source: sourceOf(pipeline), atc: { shared, cluster: { pipeline } } })
    const shop = await open(jobs, options('shop'))
    return { shop, blog: await open(jobs, { ...options('blog'), gate: shop.gate }) }
  }

  test.each([
    ['with passed', bound()],
    ['without passed', loose()],
  ])('%s and their names in the source: the approval of one deploys nothing of the other', async (_, jobs) => {
    const { shop, blog } = await pair(jobs, (pipeline) => ({ pipeline }))
    await blog.push('b1')
    const { build, lock } = await shop.request('c1')
    await blog.waiting(1)
    await shop.unlock(lock)
    await build.finished
    for (const world of [shop, blog]) await world.atc.check('approval')
    await shop.rest()
    await blog.atc.tick()
    await blog.waiting(1)
    expect(shop.deploys.map((it) => it.commit)).toEqual(['c1'])
    expect(blog.deploys).toEqual([])
  })

  test('with global resources and no name in the source: the fetch refuses what the other asked for', async () => {
    const jobs: Jobs = (deploy) => [
      {
        name: 'request',
        plan: [
          { get: 'repo', trigger: true },
          { ...ask, noGet: true },
        ],
      },
      { name: 'deploy', plan: [{ get: 'approval', trigger: true }, deploy] },
    ]
    const { shop, blog } = await pair(jobs, () => ({ pipeline: undefined }))
    const { build, lock } = await shop.request('c1')
    await shop.unlock(lock)
    await build.finished
    const [stranger] = await blog.atc.tick()
    expect(await stranger?.finished).toBe('failed')
    expect(stranger?.log).toMatch(/asked for by pipeline shop, not by blog/)
    expect(blog.deploys).toEqual([])
  })
})

describe('a link that dies', () => {
  const opened: AsyncDisposable[] = []
  afterEach(async () => {
    for (const it of opened.splice(0)) await it[Symbol.asyncDispose]()
  })

  test('while somebody waits: nobody passes, nobody is lost, and the approval after it is deployed once', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'trouble-'))
    let link = await startLink(dir, 0)
    const { url } = link
    opened.push({ [Symbol.asyncDispose]: () => link.kill().then(() => rm(dir, { recursive: true, force: true })) })
    const tokens = readTokens(dir)
    const api = async (method: string, path: string, body?: object) => {
      const headers = {
        authorization: `Bearer ${tokens.operator}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      }
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      if (!response.ok) throw new Error(await response.text())
      return (await response.json()) as Record<string, unknown>
    }
    const own: Hall = {
      url,
      tokens,
      get: (path) => api('GET', path),
      post: (path, body) => api('POST', path, body),
      close: async () => {},
    }
    const world = await open(oneJob, { hall: own })
    const { build, lock } = await world.request('c1')
    await link.kill()
    await until(async () => (build.status === 'started' ? true : undefined))
    expect(await world.atc.check('approval')).toMatchObject({ status: 'failed' })
    link = await startLink(dir, Number(new URL(url).port))
    expect(build.status).toBe('started')
    await world.unlock(lock)
    expect(await build.finished).toBe('succeeded')
    expect(world.deploys.map((it) => [it.lock, it.state])).toEqual([[lock.uuid, 'claimed']])
  })
})

describe('the programs themselves', () => {
  const folders: string[] = []
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
  })
  const run = async (program: 'check' | 'in' | 'out', input: string, args: readonly string[] = []) => {
    const child = spawn(join(dist, program), args, { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH } })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const exit = new Promise<number | null>((resolve) => child.on('close', resolve))
    return { code: await exit, stdout: await text(child.stdout).catch(() => ''), child }
  }
  const source = (more: object = {}) => ({ url: hall.url, token: hall.tokens.pipeline, gate: 'root', ...more })
  const unknown = '018f0000-0000-7000-8000-000000000001'

  test.each([
    ['nothing', ''],
    ['half', '{"source":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['large', JSON.stringify({ source: { token: 'x'.repeat(5_000_000) } })],
    ['bytes', '\u0000\u0001'],
  ])('refuse %s on standard input and print nothing', async (_, input) => {
    for (const program of ['check', 'in', 'out'] as const) {
      const { code, stdout } = await quiet(program, input)
      expect({ program, stdout, isFailed: code !== 0 && code !== null }).toEqual({
        program,
        stdout: '',
        isFailed: true,
      })
    }
  })

  test('a version that nobody knows is not fetched, also while released', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'in-'))
    folders.push(folder)
    const payload = JSON.stringify({ source: source({ gate: 'open' }), version: { lock: unknown } })
    await hall.post('/gates', { gate: 'open' })
    await hall.post('/gates/open/status', { status: 'released' })
    const { code, stdout } = await quiet('in', payload, [folder])
    expect([code, stdout, await readdir(folder)]).toEqual([1, '', []])
  })

  test('a token that is wrong is an error of configuration', async () => {
    const { code, stdout } = await quiet('check', JSON.stringify({ source: source({ token: 'wrong' }) }))
    expect([code, stdout]).toEqual([2, ''])
  })

  test('a link that is not there is an error, and quickly', async () => {
    const startedAt = performance.now()
    const { code, stdout } = await quiet('check', JSON.stringify({ source: source({ url: 'http://127.0.0.1:9' }) }))
    expect([code !== 0, stdout]).toEqual([true, ''])
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  test('a put that cannot reach the link ends within 3 s of SIGTERM', async () => {
    const programs: Programs = programsIn(dist)
    const payload = { source: source({ url: 'http://127.0.0.1:9', pipeline: 'shop' }), params: { step: 'x' } }
    const after = (ms: number, late: () => void) => {
      const timer = setTimeout(late, ms)
      return () => clearTimeout(timer)
    }
    const running = programs.start({ program: 'out', folder: tmpdir(), payload, env: {} }, after)
    await running.said('asking')
    const startedAt = performance.now()
    running.stop()
    const { code, stdout } = await running.exit
    expect([code, stdout]).toEqual([5, ''])
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  async function quiet(program: 'check' | 'in' | 'out', input: string, args: readonly string[] = ['/tmp']) {
    const { code, stdout } = await run(program, input, program === 'check' ? [] : args)
    return { code, stdout }
  }
})
