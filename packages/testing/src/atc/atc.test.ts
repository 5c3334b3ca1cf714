import { afterEach, describe, expect, test, vi } from 'vitest'
import { heldClock } from '../held-clock.ts'
import { type AtcOptions, openAtc, type StartedBuild, shareCluster } from './atc.ts'
import type { JobConfig, Step, Version } from './pipeline.ts'
import { GRACE_MS, type Invocation, type Script, scripted } from './programs.ts'

const opened: AsyncDisposable[] = []
afterEach(async () => {
  for (const it of opened.splice(0)) await it[Symbol.asyncDispose]()
})

type Scripts = Partial<Record<Invocation['program'], Script>>

/** A pipeline of one resource `x` and whatever jobs the test says; `y` is a second one. */
async function open(jobs: readonly JobConfig[], scripts: Scripts = {}, more: Partial<AtcOptions> = {}) {
  const types = { scripted: scripted('scripted', scripts) }
  const resources = ['x', 'y'].map((name) => ({ name, type: 'scripted', source: { name } }))
  const atc = await openAtc({ pipeline: { types, resources, jobs }, ...more })
  opened.push(atc)
  return atc
}

const v = (n: number): Version => ({ n: String(n) })
const finish = async (builds: readonly StartedBuild[]) => Promise.all(builds.map(({ finished }) => finished))
const numbers = (builds: readonly StartedBuild[]) => builds.map(({ inputs }) => inputs.get('x')?.n)
const deploy = (more: Partial<JobConfig> = {}, get: object = {}): JobConfig => ({
  name: 'deploy',
  plan: [{ get: 'x', trigger: true, ...get }],
  ...more,
})
/** A check that lists what the test puts into the list. */
const listing = () => {
  const listed: Version[] = []
  return { listed, check: () => listed }
}
/** A put that prints the number of its params. */
const printing: Script = ({ payload }) => ({ version: (payload as { params: Version }).params })
const putting = (n: number): Step => ({ put: 'x', params: v(n) })

describe('versions', () => {
  test('of a check keep their order; nothing new changes nothing', async () => {
    const { listed, check } = listing()
    const atc = await open([deploy()], { check })
    listed.push(v(1), v(2))
    await atc.check('x')
    expect(atc.versions('x')).toEqual([v(1), v(2)])
    listed.reverse()
    await atc.check('x')
    expect(atc.versions('x')).toEqual([v(1), v(2)])
    listed.splice(0, 2, v(2), v(3), v(1))
    await atc.check('x')
    expect(atc.versions('x')).toEqual([v(2), v(3), v(1)])
  })

  test('of a put become the latest when new, and stay where they are when known', async () => {
    const { listed, check } = listing()
    const plan = (n: number) => ({ name: `put-${n}`, plan: [putting(n)] })
    const atc = await open([plan(1), plan(3)], { check, out: printing })
    listed.push(v(1), v(2))
    await atc.check('x')
    for (const name of ['put-1', 'put-3']) {
      atc.trigger(name)
      expect(await finish(await atc.tick())).toEqual(['succeeded'])
    }
    expect(atc.versions('x')).toEqual([v(1), v(2), v(3)])
  })

  test.each([
    ['nothing', undefined],
    ['null', { version: null }],
    ['an empty version', { version: {} }],
    ['numbers', { version: { n: 1 } }],
    ['a list', []],
  ])('a put that prints %s is an error', async (_, printed) => {
    const atc = await open([{ name: 'put', plan: [putting(1)] }], { out: () => printed })
    atc.trigger('put')
    expect(await finish(await atc.tick())).toEqual(['errored'])
    expect(atc.versions('x')).toEqual([])
  })

  test('a check that fails paints the box red and keeps what is known', async () => {
    let isRed = false
    const atc = await open([deploy()], {
      check: () => {
        if (isRed) throw new Error('blocked')
        return [v(1)]
      },
    })
    expect(await atc.check('x')).toMatchObject({ status: 'succeeded' })
    isRed = true
    expect(await atc.check('x')).toMatchObject({ status: 'failed', log: 'Error: blocked' })
    expect(atc.versions('x')).toEqual([v(1)])
    expect(numbers(await atc.tick())).toEqual(['1'])
  })
})

describe('the scheduler', () => {
  test('starts one build per new version, whatever became of it', async () => {
    const { listed, check } = listing()
    const failing: Step = {
      task: 'fail',
      run: () => {
        throw new Error('no')
      },
    }
    const atc = await open([deploy({ plan: [{ get: 'x', trigger: true }, failing] })], { check })
    expect(await atc.tick()).toEqual([])
    listed.push(v(1))
    await atc.check('x')
    expect(await finish(await atc.tick())).toEqual(['failed'])
    await atc.check('x')
    expect(await atc.tick()).toEqual([])
  })

  test('folds what comes together to the newest', async () => {
    const { listed, check } = listing()
    const atc = await open([deploy()], { check })
    listed.push(v(1), v(2), v(3))
    await atc.check('x')
    expect(numbers(await atc.tick())).toEqual(['3'])
    expect(await atc.tick()).toEqual([])
  })

  test('walks every version, from the latest on the first run', async () => {
    const { listed, check } = listing()
    const atc = await open([deploy({}, { version: 'every' })], { check })
    listed.push(v(1), v(2))
    await atc.check('x')
    expect(numbers(await atc.tick())).toEqual(['2'])
    listed.push(v(3), v(4))
    await atc.check('x')
    expect(numbers(await atc.tick())).toEqual(['3', '4'])
    expect(await atc.tick()).toEqual([])
  })

  test('starts one build of a serial job at a time, with what is newest then', async () => {
    const { listed, check } = listing()
    let go: (() => void) | null = null as (() => void) | null
    const slow: Step = { task: 'slow', run: () => new Promise<void>((resolve) => (go = resolve)) }
    const atc = await open([deploy({ serial: true, plan: [{ get: 'x', trigger: true }, slow] })], { check })
    listed.push(v(1))
    await atc.check('x')
    const first = await atc.tick()
    listed.push(v(2))
    await atc.check('x')
    expect(await atc.tick()).toEqual([])
    listed.push(v(3))
    await atc.check('x')
    await vi.waitUntil(() => go !== null, { interval: 1 })
    go?.()
    await finish(first)
    expect(numbers(await atc.tick())).toEqual(['3'])
  })

  test('pins a version, and starts nothing for one that is unknown', async () => {
    const { listed, check } = listing()
    const atc = await open([deploy({}, { version: v(1) })], { check })
    listed.push(v(2))
    await atc.check('x')
    expect(await atc.tick()).toEqual([])
    listed.unshift(v(1))
    listed.push(v(3))
    await atc.check('x')
    expect(numbers(await atc.tick())).toEqual(['1'])
  })

  test('checks first when somebody presses the plus button', async () => {
    const { listed, check } = listing()
    const atc = await open([deploy({}, { trigger: false })], { check })
    listed.push(v(1))
    expect(await atc.tick()).toEqual([])
    atc.trigger('deploy')
    expect(numbers(await atc.tick())).toEqual(['1'])
  })

  test('has no plus button and no rerun where they are switched off', async () => {
    const { listed, check } = listing()
    const atc = await open([deploy({ disableManualTrigger: true, disableReruns: true })], { check })
    expect(atc.trigger('deploy')).toBeNull()
    listed.push(v(1))
    await atc.check('x')
    const [build] = await atc.tick()
    expect(atc.rerun(build?.id ?? 0)).toBeNull()
  })

  test('reruns a build with its own inputs, under its name', async () => {
    const { listed, check } = listing()
    const atc = await open([deploy()], { check })
    for (const n of [1, 2]) {
      listed.push(v(n))
      await atc.check('x')
      await finish(await atc.tick())
    }
    const [first] = atc.builds('deploy')
    for (const name of ['1.1', '1.2']) {
      atc.rerun(first?.id ?? 0)
      const [again] = await atc.tick()
      expect(again).toMatchObject({ name, inputs: new Map([['x', v(1)]]) })
    }
  })
})

describe('passed', () => {
  const request = (out: Script): [JobConfig[], Scripts] => [
    [
      { name: 'request', plan: [{ get: 'y', trigger: true }, { put: 'x' }] },
      deploy({
        plan: [
          { get: 'x', trigger: true, passed: ['request'] },
          { get: 'y', passed: ['request'] },
        ],
      }),
    ],
    { out },
  ]

  test('takes all inputs from one and the same build, and none that only a check knows', async () => {
    const { listed, check } = listing()
    let n = 0
    const [jobs, scripts] = request(() => ({ version: v(++n) }))
    const atc = await open(jobs, { ...scripts, check })
    listed.push(v(100))
    await atc.check('x')
    expect(await atc.tick()).toEqual([])
    listed.splice(0, 1, v(7))
    await atc.check('y')
    await finish(await atc.tick())
    const [build] = await atc.tick()
    expect(Object.fromEntries(build?.inputs ?? [])).toEqual({ x: v(1), y: v(7) })
  })

  test('never rolls back: of two requests decided in the other order only the newer build counts', async () => {
    const { listed, check } = listing()
    const decide = new Map<number, (n: number) => void>()
    let asked = 0
    const [jobs, scripts] = request(() => {
      const mine = ++asked
      return new Promise((resolve) => decide.set(mine, (n) => resolve({ version: v(n) })))
    })
    const atc = await open(jobs, { ...scripts, check })
    const requests: StartedBuild[] = []
    for (const n of [1, 2]) {
      listed.splice(0, 1, v(n))
      await atc.check('y')
      requests.push(...(await atc.tick()))
      await vi.waitUntil(() => decide.has(n), { interval: 1 })
    }
    decide.get(2)?.(22)
    await requests[1]?.finished
    expect(numbers(await atc.tick())).toEqual(['22'])
    decide.get(1)?.(11)
    await requests[0]?.finished
    expect(await atc.tick()).toEqual([])
    expect(atc.versions('x')).toEqual([v(22), v(11)])
  })

  test('with every walks on from the build that was used last', async () => {
    const { listed, check } = listing()
    let n = 0
    const atc = await open(
      [
        { name: 'request', plan: [{ get: 'y', trigger: true }, { put: 'x' }] },
        deploy({}, { passed: ['request'], version: 'every' }),
      ],
      { check, out: () => ({ version: v(++n) }) },
    )
    const ask = async (m: number) => {
      listed.splice(0, 1, v(m))
      await atc.check('y')
      const started = await atc.tick()
      await finish(started.filter(({ job }) => job === 'request'))
      return started.filter(({ job }) => job === 'deploy')
    }
    await ask(1)
    expect(numbers(await atc.tick())).toEqual(['1'])
    await ask(2)
    const walked = [...(await ask(3)), ...(await atc.tick())]
    expect(numbers(walked)).toEqual(['2', '3'])
  })
})

describe('a put', () => {
  test('saves its version before the implicit get, which may fail', async () => {
    const atc = await open([{ name: 'put', plan: [putting(1)] }], {
      out: printing,
      in: () => {
        throw new Error('no')
      },
    })
    atc.trigger('put')
    expect(await finish(await atc.tick())).toEqual(['failed'])
    expect(atc.versions('x')).toEqual([v(1)])
  })

  test('fetches what it put, unless it is told not to', async () => {
    let fetched = 0
    const jobs = [true, false].map((noGet) => ({ name: `put-${noGet}`, plan: [{ put: 'x', params: v(1), noGet }] }))
    const atc = await open(jobs, {
      out: printing,
      in: ({ payload }) => {
        fetched++
        return { version: (payload as { version: Version }).version, metadata: [{ name: 'by', value: 'Ada' }] }
      },
    })
    atc.trigger('put-true')
    await finish(await atc.tick())
    expect(fetched).toBe(0)
    atc.trigger('put-false')
    await finish(await atc.tick())
    expect(fetched).toBe(1)
    expect(atc.metadata('x', v(1))).toEqual([{ name: 'by', value: 'Ada' }])
  })

  test('with attempts leaves the versions of failed attempts in the history', async () => {
    let n = 0
    const atc = await open([{ name: 'put', plan: [{ put: 'x', attempts: 3 }] }], {
      out: () => ({ version: v(++n) }),
      in: () => {
        if (n < 3) throw new Error('no')
        return { version: v(n) }
      },
    })
    atc.trigger('put')
    expect(await finish(await atc.tick())).toEqual(['succeeded'])
    expect(atc.versions('x')).toEqual([v(1), v(2), v(3)])
  })

  test('knows its build, and a check knows nothing', async () => {
    const seen: Invocation[] = []
    const look: Script = (it) => {
      seen.push(it)
      return it.program === 'check' ? [] : { version: v(1) }
    }
    const atc = await open([{ name: 'put', plan: [putting(1)] }], { check: look, out: look, in: look })
    await atc.check('x')
    atc.trigger('put')
    await finish(await atc.tick())
    expect(seen.map(({ program, env }) => [program, env.BUILD_ID, env.BUILD_JOB_NAME])).toEqual([
      ['check', undefined, undefined],
      ['out', '1', 'put'],
      ['in', '1', 'put'],
    ])
    expect(seen[1]?.env).toMatchObject({
      BUILD_NAME: '1',
      BUILD_PIPELINE_NAME: 'shop',
      BUILD_TEAM_NAME: 'main',
      ATC_EXTERNAL_URL: 'https://ci.example.com',
      BUILD_URL: 'https://ci.example.com/teams/main/pipelines/shop/jobs/put/builds/1',
    })
  })
})

describe('the cache', () => {
  test('fetches a version once, and never keeps a failure', async () => {
    let fetched = 0
    const { listed, check } = listing()
    const atc = await open([deploy(), deploy({ name: 'other' })], {
      check,
      in: ({ payload }) => {
        if (++fetched === 1) throw new Error('no')
        return payload
      },
    })
    listed.push(v(1))
    await atc.check('x')
    const builds = await atc.tick()
    expect((await finish(builds)).sort()).toEqual(['failed', 'succeeded'])
    const [failed] = builds
    atc.rerun(failed?.id ?? 0)
    const [again] = await atc.tick()
    expect(await again?.finished).toBe('succeeded')
    expect(again?.log).toContain('found existing resource cache')
    expect(fetched).toBe(2)
  })

  test('is shared by pipelines with equal type and source, and so is the history', async () => {
    const shared = shareCluster()
    const { listed, check } = listing()
    const one = await open([deploy()], { check }, { shared })
    const other = await open([deploy()], { check }, { shared })
    listed.push(v(1))
    await one.check('x')
    expect(numbers(await other.tick())).toEqual(['1'])
  })
})

describe('a step that is stopped', () => {
  const hanging =
    (events: string[], isDeaf: boolean): Script =>
    ({ signal, env }) =>
      new Promise((resolve) => {
        events.push(`start ${env.BUILD_ID}`)
        signal.addEventListener('abort', () => {
          events.push('SIGTERM')
          if (!isDeaf) resolve({ version: v(1) })
        })
      })
  const until = (events: string[], count: number) => vi.waitUntil(() => events.length >= count, { interval: 1 })

  test('by an abort says what it likes: nothing of it is kept', async () => {
    const events: string[] = []
    const hook: Step = { task: 'hook', run: () => void events.push('hook') }
    const atc = await open([{ name: 'put', plan: [putting(1)], onAbort: hook }], { out: hanging(events, false) })
    atc.trigger('put')
    const [build] = await atc.tick()
    await until(events, 1)
    atc.abort(build?.id ?? 0)
    expect(await build?.finished).toBe('aborted')
    expect(events).toEqual(['start 1', 'SIGTERM', 'hook'])
    expect(atc.versions('x')).toEqual([])
  })

  test('and is deaf is killed after the grace', async () => {
    const events: string[] = []
    const clock = heldClock()
    const atc = await open(
      [{ name: 'put', plan: [putting(1)] }],
      { out: hanging(events, true) },
      { after: clock.after.bind(clock) },
    )
    atc.trigger('put')
    const [build] = await atc.tick()
    await until(events, 1)
    atc.abort(build?.id ?? 0)
    await clock.advance(GRACE_MS - 1)
    expect(build?.status).toBe('started')
    await clock.advance(1)
    expect(await build?.finished).toBe('aborted')
  })

  test('by its own timeout fails', async () => {
    const events: string[] = []
    const clock = heldClock()
    const plan = [{ put: 'x', params: v(1), timeoutMs: 1_000 }]
    const atc = await open([{ name: 'put', plan }], { out: hanging(events, true) }, { after: clock.after.bind(clock) })
    atc.trigger('put')
    const [build] = await atc.tick()
    await until(events, 1)
    await clock.advance(1_000 + GRACE_MS)
    expect(await build?.finished).toBe('failed')
  })

  test('by the loss of its worker runs again in the same build', async () => {
    const events: string[] = []
    let runs = 0
    const atc = await open([{ name: 'put', plan: [{ put: 'x', noGet: true }] }], {
      out: (it) => (++runs === 1 ? hanging(events, true)(it) : { version: { build: it.env.BUILD_ID } }),
    })
    atc.trigger('put')
    const [build] = await atc.tick()
    await until(events, 1)
    atc.loseWorker(build?.id ?? 0, { isKilled: false })
    expect(await build?.finished).toBe('succeeded')
    expect(atc.versions('x')).toEqual([{ build: '1' }])
  })

  test('before it began never begins', async () => {
    const atc = await open([{ name: 'put', plan: [putting(1)] }], { out: printing })
    const build = atc.trigger('put')
    atc.abort(build?.id ?? 0)
    expect(await atc.tick()).toEqual([])
    expect(build?.status).toBe('aborted')
  })
})
