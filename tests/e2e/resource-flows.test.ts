import type { JobConfig, Step } from '@boss-deployer/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Hall, openHall } from './hall.ts'
import { bound, type Jobs, loose, oneJob, openWorld, verify, type World, type WorldOptions } from './resource/world.ts'

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

const flows = [
  ['one job', oneJob],
  ['two jobs with passed', bound()],
  ['two jobs without passed', loose()],
] as const

describe.each(flows)('%s', (name, jobs) => {
  const asker = name === 'one job' ? 'deploy' : 'request'

  test('nothing was ever asked: nothing starts', async () => {
    const world = await open(jobs)
    expect(await world.atc.check('approval')).toMatchObject({ status: 'succeeded', versions: [] })
    expect(await world.rest()).toEqual([])
  })

  test('a request waits, and nothing is deployed before the boss has answered', async () => {
    const world = await open(jobs)
    const { build } = await world.request('c1')
    expect(await world.atc.check('approval')).toMatchObject({ status: 'succeeded', versions: [] })
    expect(await world.atc.tick()).toEqual([])
    expect(build.status).toBe('started')
    expect(world.deploys).toEqual([])
  })

  test('an approval is deployed once, however often it is checked', async () => {
    const world = await open(jobs)
    const { build, lock } = await world.request('c1')
    await world.unlock(lock, 'go')
    expect(await build.finished).toBe('succeeded')
    await world.rest()
    for (let round = 0; round < 2; round++) {
      expect(await world.atc.check('approval')).toMatchObject({ versions: [{ lock: lock.uuid }] })
      expect(await world.rest()).toEqual([])
    }
    expect(world.deploys).toEqual([{ build: '1', lock: lock.uuid, approved: 'c1', commit: 'c1', state: 'claimed' }])
    expect(world.atc.metadata('approval', { lock: lock.uuid })).toContainEqual({ name: 'note', value: 'go' })
  })

  test('a rejection, and why, is in the log of the build; nothing is deployed', async () => {
    const world = await open(jobs)
    const { build, lock } = await world.request('c1')
    await world.reject(lock, 'not on a Friday')
    expect(await build.finished).toBe('failed')
    expect(build.log).toMatch(/rejected by operator: not on a Friday/)
    expect(world.atc.versions('approval')).toEqual([])
    expect(await world.rest()).toEqual([])
    expect(world.deploys).toEqual([])
  })

  test('a request that nobody answers expires; nothing is deployed', async () => {
    const world = await open(jobs, { policy: { lock_expires_after_ms: 1_000 } })
    const { build } = await world.request('c1')
    expect(await build.finished).toBe('failed')
    expect(build.log).toMatch(/expired/)
    expect(await world.rest()).toEqual([])
    expect(world.deploys).toEqual([])
  })

  test('a block kills what waits and paints the box red; default revives nothing', async () => {
    const world = await open(jobs)
    const { build, lock } = await world.request('c1')
    await world.status('blocked', { reason: 'incident' })
    expect(await build.finished).toBe('failed')
    expect(build.log).toMatch(/killed.*by operator/)
    expect(await world.atc.check('approval')).toMatchObject({ status: 'failed' })
    await world.push('c2')
    const [refused] = await world.atc.tick()
    expect(await refused?.finished).toBe('failed')
    expect(refused?.log).toMatch(/gate_blocked/)
    await world.status('default')
    expect(await world.atc.check('approval')).toMatchObject({ status: 'succeeded', versions: [] })
    expect(await world.rest()).toEqual([])
    expect(await world.lock(lock.uuid)).toMatchObject({ state: 'killed' })
    expect(world.deploys).toEqual([])
  })

  test('a release with approve_pending lets through what waits, once', async () => {
    const world = await open(jobs)
    const { build, lock } = await world.request('c1')
    await world.status('released', { approve_pending: true })
    expect(await build.finished).toBe('succeeded')
    await world.rest()
    await world.atc.check('approval')
    await world.rest()
    expect(world.deploys.map((it) => [it.lock, it.commit])).toEqual([[lock.uuid, 'c1']])
  })

  test('a release without it is refused while somebody waits', async () => {
    const world = await open(jobs)
    const { build } = await world.request('c1')
    await expect(world.status('released')).rejects.toThrow(/gate_locked/)
    expect(build.status).toBe('started')
    expect(world.deploys).toEqual([])
  })

  test('while released every request is deployed once, and no check deploys anything', async () => {
    const world = await open(jobs)
    await world.status('released')
    for (const commit of ['c1', 'c2']) {
      await world.push(commit)
      await world.rest()
      for (let round = 0; round < 2; round++) {
        await world.atc.check('approval')
        expect(await world.rest()).toEqual([])
      }
    }
    await world.status('default')
    await world.atc.check('approval')
    expect(await world.rest()).toEqual([])
    expect(world.deploys.map(({ commit, state }) => [commit, state])).toEqual([
      ['c1', 'claimed'],
      ['c2', 'claimed'],
    ])
  })

  test('an abort cancels the lock within 3 s; nothing is deployed', async () => {
    const world = await open(jobs)
    const { build, lock } = await world.request('c1')
    const startedAt = performance.now()
    world.atc.abort(build.id)
    expect(await build.finished).toBe('aborted')
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(await world.lock(lock.uuid)).toMatchObject({ state: 'cancelled' })
    await world.atc.check('approval')
    expect(await world.rest()).toEqual([])
    expect(world.deploys).toEqual([])
  })

  test.each([
    ['dies with it', true],
    ['runs on as an orphan', false],
  ])('a worker that is lost: the program %s, the build asks the same once, and deploys once', async (_, isKilled) => {
    const world = await open(jobs)
    const { build, lock } = await world.request('c1')
    world.atc.loseWorker(build.id, { isKilled })
    const [same] = await world.waiting(1)
    expect(same?.uuid).toBe(lock.uuid)
    await world.unlock(lock)
    expect(await build.finished).toBe('succeeded')
    await world.rest()
    await world.atc.check('approval')
    await world.rest()
    expect(world.deploys.map((it) => it.lock)).toEqual([lock.uuid])
  })

  test('a rerun of the request asks anew', async () => {
    const world = await open(jobs)
    const { build, lock } = await world.request('c1')
    await world.unlock(lock)
    await build.finished
    await world.rest()
    world.atc.rerun(build.id)
    const [again] = await world.atc.tick()
    expect(again?.name).toBe('1.1')
    const [second] = await world.waiting(1)
    expect(second?.uuid).not.toBe(lock.uuid)
    expect(world.deploys).toHaveLength(1)
    if (second) await world.reject(second, 'no')
    expect(await again?.finished).toBe('failed')
    expect(asker).toBe(again?.job)
    expect(await world.rest()).toEqual([])
    expect(world.deploys).toHaveLength(1)
  })
})

describe('two requests', () => {
  const both = async (world: World) => [await world.request('c1'), await world.request('c2')] as const

  test('with passed: decided in the other order, the older is never rolled back to', async () => {
    const world = await open(bound())
    const [one, two] = await both(world)
    await world.unlock(two.lock)
    await two.build.finished
    await world.rest()
    await world.unlock(one.lock)
    expect(await one.build.finished).toBe('succeeded')
    await world.rest()
    expect(world.deploys.map((it) => [it.lock, it.commit])).toEqual([[two.lock.uuid, 'c2']])
  })

  test('without passed: decided in the other order, both are deployed, in the order of approval', async () => {
    const world = await open(loose())
    const [one, two] = await both(world)
    for (const { lock, build } of [two, one]) {
      await world.unlock(lock)
      await build.finished
      await world.rest()
    }
    expect(world.deploys.map((it) => it.lock)).toEqual([two.lock.uuid, one.lock.uuid])
    expect(await world.atc.check('approval')).toMatchObject({ versions: [{ lock: one.lock.uuid }] })
  })

  test('with passed, approved in one tick: the newest is deployed', async () => {
    const world = await open(bound())
    const [one, two] = await both(world)
    await world.unlock(one.lock)
    await world.unlock(two.lock)
    await Promise.all([one.build.finished, two.build.finished])
    expect([one.build.status, two.build.status], `${one.build.log}\n${two.build.log}`).toEqual([
      'succeeded',
      'succeeded',
    ])
    const rest = await world.rest()
    expect(
      rest.map(({ status }) => status),
      rest.map(({ log }) => log).join('\n'),
    ).toEqual(['succeeded'])
    expect(world.deploys.map((it) => [it.lock, it.commit])).toEqual([[two.lock.uuid, 'c2']])
  })

  test('without passed, approved in one tick: the last approval is deployed', async () => {
    const world = await open(loose())
    const [one, two] = await both(world)
    await world.unlock(two.lock)
    await two.build.finished
    await world.unlock(one.lock)
    await one.build.finished
    await world.rest()
    expect(world.deploys.map((it) => it.lock)).toEqual([one.lock.uuid])
  })

  test.each([
    ['with passed', bound({ serial: true }, { get: { version: 'every' } })],
    ['without passed', loose({ version: 'every' }, { serial: true })],
  ])('%s and version: every, approved in one tick: each is deployed once, in order', async (_, jobs) => {
    const world = await open(jobs)
    const first = await world.request('c0')
    await world.unlock(first.lock)
    await first.build.finished
    await world.rest()
    const [one, two] = await both(world)
    await world.unlock(one.lock)
    await one.build.finished
    await world.unlock(two.lock)
    await two.build.finished
    await world.rest()
    expect(world.deploys.map((it) => it.lock)).toEqual([first, one, two].map(({ lock }) => lock.uuid))
  })
})

describe('blocked after the approval', () => {
  test('the fetch fails where nothing was fetched before', async () => {
    const world = await open((deploy) => [
      {
        name: 'request',
        plan: [
          { get: 'repo', trigger: true },
          { ...askOnly, noGet: true },
        ],
      },
      { name: 'deploy', plan: [{ get: 'approval', trigger: true, passed: ['request'] }, deploy] },
    ])
    const { build, lock } = await world.request('c1')
    await world.unlock(lock)
    await build.finished
    await world.status('blocked', { reason: 'incident' })
    const [deploy] = await world.rest()
    expect(deploy).toMatchObject({ job: 'deploy', status: 'failed' })
    expect(deploy?.log).toMatch(/is blocked/)
    expect(world.deploys).toEqual([])
  })

  test('a fetch from the cache passes, and the verify behind it does not', async () => {
    const world = await open(bound())
    const { build, lock } = await world.request('c1')
    await world.unlock(lock)
    await build.finished
    await world.status('blocked', { reason: 'incident' })
    const [deploy] = await world.rest()
    expect(deploy?.log).toMatch(/found existing resource cache[\s\S]*is blocked/)
    expect(deploy?.status).toBe('failed')
    expect(world.deploys).toEqual([])
    await world.status('default')
    expect(await world.rest()).toEqual([])
  })
})

/** The same job with that step twice. */
const doubled = (job: JobConfig, twice: Step): JobConfig => ({
  ...job,
  plan: job.plan.flatMap((step) => (step === twice ? [step, step] : [step])),
})

const askOnly = { put: 'approval', params: { step: 'production', ref_file: 'repo/.git/ref' } }

describe('the second job by hand', () => {
  const approvedOnce = async (world: World) => {
    const { build, lock } = await world.request('c1')
    await world.unlock(lock)
    await build.finished
    await world.rest()
    return world.atc.builds('deploy')[0]?.id ?? 0
  }

  test('a rerun uses the old approval again', async () => {
    const world = await open(bound())
    world.atc.rerun(await approvedOnce(world))
    await world.rest()
    expect(world.deploys).toHaveLength(2)
  })

  test('with single_use a rerun does not', async () => {
    const world = await open(bound({}, { check: verify({ single_use: true }) }))
    world.atc.rerun(await approvedOnce(world))
    const [again] = await world.rest()
    expect(again).toMatchObject({ status: 'failed' })
    expect(again?.log).toMatch(/conflict/)
    expect(world.deploys).toHaveLength(1)
  })

  test('with single_use the same build may verify again, as after the loss of its worker', async () => {
    const check = verify({ single_use: true })
    const world = await open((deploy) => bound({}, { check })(deploy).map((job) => doubled(job, check)))
    await approvedOnce(world)
    expect(world.deploys).toHaveLength(1)
  })

  test('with the switches off there is neither', async () => {
    const world = await open(bound({ disableManualTrigger: true, disableReruns: true }))
    expect(world.atc.rerun(await approvedOnce(world))).toBeNull()
    expect(world.atc.trigger('deploy')).toBeNull()
  })

  test('the plus button with passed takes the approved pair again', async () => {
    const world = await open(bound())
    await approvedOnce(world)
    await world.push('c2')
    world.atc.trigger('deploy')
    await world.atc.tick()
    await world.waiting(1)
    await Promise.all(world.atc.builds('deploy').map(({ finished }) => finished))
    expect(world.deploys.map((it) => [it.approved, it.commit])).toEqual([
      ['c1', 'c1'],
      ['c1', 'c1'],
    ])
  })

  test('the plus button without passed pairs the approval with the newest commit; verify with the ref sees it', async () => {
    const world = await open((deploy) => [
      ...loose()(deploy),
      { name: 'careful', plan: [{ get: 'approval' }, { get: 'repo' }, verify(), deploy] },
    ])
    await approvedOnce(world)
    const { build } = await world.request('c2')
    world.atc.trigger('careful')
    const [careful] = await world.atc.tick()
    expect(await careful?.finished).toBe('failed')
    expect(careful?.log).toMatch(/conflict/)
    world.atc.trigger('deploy')
    const [careless] = await world.atc.tick()
    await careless?.finished
    expect(world.deploys.at(-1)).toMatchObject({ approved: 'c1', commit: 'c2' })
    expect(build.status).toBe('started')
  })
})

describe('without holding a container', () => {
  const jobs: Jobs = (deploy) => [
    {
      name: 'request',
      plan: [
        { get: 'repo', trigger: true },
        { put: 'request', noGet: true, params: { wait: false, step: 'production', ref_file: 'repo/.git/ref' } },
      ],
    },
    {
      name: 'deploy',
      serial: true,
      plan: [{ get: 'approval', trigger: true, version: 'every' }, { get: 'repo' }, deploy],
    },
  ]

  test('the request ends at once; the check after the approval deploys, once', async () => {
    const world = await open(jobs)
    await world.push('c1')
    const [request] = await world.atc.tick()
    expect(await request?.finished).toBe('succeeded')
    const [lock] = await world.waiting(1)
    if (!lock) throw new Error('no lock')
    expect(await world.atc.check('approval')).toMatchObject({ versions: [] })
    expect(await world.rest()).toEqual([])
    await world.unlock(lock)
    for (let round = 0; round < 3; round++) {
      expect(await world.atc.check('approval')).toMatchObject({ versions: [{ lock: lock.uuid }] })
      await world.rest()
    }
    expect(world.deploys).toEqual([{ build: '1', lock: lock.uuid, approved: 'c1', commit: 'c1', state: 'claimed' }])
  })

  test('what is rejected is never offered', async () => {
    const world = await open(jobs)
    await world.push('c1')
    await world.rest()
    const [lock] = await world.waiting(1)
    if (lock) await world.reject(lock, 'no')
    expect(await world.atc.check('approval')).toMatchObject({ versions: [] })
    expect(await world.rest()).toEqual([])
    expect(world.deploys).toEqual([])
  })

  test('two approvals between two checks are deployed once each, in the order of approval', async () => {
    const world = await open(jobs)
    await world.push('c0')
    await world.rest()
    const [first] = await world.waiting(1)
    if (first) await world.unlock(first)
    await world.atc.check('approval')
    await world.rest()
    for (const commit of ['c1', 'c2']) {
      await world.push(commit)
      await world.rest()
    }
    const [one, two] = await world.waiting(2)
    if (!first || !one || !two) throw new Error('no locks')
    await world.unlock(two)
    await world.unlock(one)
    await world.atc.check('approval')
    await world.rest()
    expect(world.deploys.map((it) => it.lock)).toEqual([first, two, one].map(({ uuid }) => uuid))
  })
})
