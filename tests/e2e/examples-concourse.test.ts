import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Hall, openHall } from './hall.ts'
import { openWorld, type World } from './resource/world.ts'

const folder = new URL('../../examples/concourse/', import.meta.url)
const examples = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.yml'))

let hall: Hall
beforeEach(async () => {
  hall = await openHall()
  for (const gate of ['shop', 'shop.production']) await hall.post('/gates', { gate })
})
afterEach(() => hall.close())

/** Everything that has become possible happens. */
async function turn(world: World): Promise<void> {
  await world.rest()
  await world.atc.check('approval')
  await world.rest()
}

test('there are examples', () =>
  expect(examples.sort()).toEqual(['one-job.yml', 'two-jobs.yml', 'without-waiting.yml']))

/** A request that waits at the gate, with the build that made it. */
async function ask(world: World, commit: string, waiting = 1) {
  await world.push(commit)
  const [build] = await world.atc.tick()
  const lock = (await world.waiting(waiting)).find((it) => it.commit === commit)
  if (!build || !lock) throw new Error(`nobody asks for ${commit}`)
  return { build, lock }
}
type Asked = Awaited<ReturnType<typeof ask>>

/** What an example does by its nature when two requests are decided together, or the newer one first. */
const natures: Readonly<
  Record<string, { readonly holds: boolean; readonly inOneTick: number[]; readonly inOtherOrder: number[] }>
> = {
  'one-job.yml': { holds: true, inOneTick: [1, 2], inOtherOrder: [2, 1] },
  // Both inputs come from one build: the newest approved one, and never an older one after it.
  'two-jobs.yml': { holds: true, inOneTick: [2], inOtherOrder: [2] },
  'without-waiting.yml': { holds: false, inOneTick: [1, 2], inOtherOrder: [2, 1] },
}

describe.each(examples)('%s', (name) => {
  const { holds, inOneTick, inOtherOrder } = natures[name] ?? { holds: true, inOneTick: [], inOtherOrder: [] }

  test('deploys exactly once for each approval and never without one, whatever happens', async () => {
    const yaml = readFileSync(new URL(name, folder), 'utf8')
    await using world = await openWorld({ hall, yaml, gate: 'shop.production' })
    const expected: string[] = []
    /** Nothing but what is expected is deployed, however often Concourse looks. */
    const settles = async (story: string, ...deployed: readonly Asked[]) => {
      expected.push(...deployed.map(({ lock }) => lock.uuid))
      for (let round = 0; round < 2; round++) await turn(world)
      const [seen, wanted] = [world.deploys.map(({ lock }) => lock), expected]
      expect({ story, deployed: seen }).toEqual({ story, deployed: wanted })
      expect(world.deploys.every(({ state }) => state === 'claimed')).toBe(true)
      // Where nothing of Concourse binds the commit, the approval names it.
      if (holds) expect(world.deploys.every(({ approved, commit }) => approved === commit)).toBe(true)
    }
    const decide = async ({ build, lock }: Asked) => {
      await world.unlock(lock)
      await build.finished
    }
    const pick = (asked: readonly Asked[], places: readonly number[]) =>
      places.flatMap((place) => asked[place - 1] ?? [])

    const approved = await ask(world, 'approved')
    expect(approved.lock.commit).toBe('approved')
    await settles('not decided')
    await decide(approved)
    await settles('approved', approved)

    const rejected = await ask(world, 'rejected')
    await world.reject(rejected.lock, 'no')
    await rejected.build.finished
    await settles('rejected')

    const blocked = await ask(world, 'blocked')
    await world.status('blocked', { reason: 'fire' })
    await blocked.build.finished
    expect(await world.atc.check('approval')).toMatchObject({ status: 'failed' })
    await world.status('default')
    await settles('blocked while it waited')

    await world.status('released')
    await world.push('released')
    const [open] = await world.atc.tick()
    await open?.finished
    for (let round = 0; round < 2; round++) await turn(world)
    expected.push(world.deploys.at(-1)?.lock ?? '')
    expect(world.deploys.at(-1)).toMatchObject({ approved: 'released' })
    await world.status('default')
    await settles('released')

    const other = [await ask(world, 'older'), await ask(world, 'newer', 2)]
    for (const one of other.toReversed()) {
      await decide(one)
      await turn(world)
    }
    await settles('decided in the other order', ...pick(other, inOtherOrder))

    const together = [await ask(world, 'first'), await ask(world, 'second', 2)]
    for (const one of together) await decide(one)
    await settles('decided in one tick', ...pick(together, inOneTick))

    if (!holds) return
    const aborted = await ask(world, 'aborted')
    world.atc.abort(aborted.build.id)
    expect(await aborted.build.finished).toBe('aborted')
    await settles('aborted')

    const lost = await ask(world, 'lost')
    world.atc.loseWorker(lost.build.id)
    expect((await world.waiting(1)).map(({ uuid }) => uuid)).toEqual([lost.lock.uuid])
    await decide(lost)
    await settles('the worker was lost', lost)

    world.atc.rerun(lost.build.id)
    const [again] = await world.atc.tick()
    const [anew] = await world.waiting(1)
    expect(anew?.uuid).not.toBe(lost.lock.uuid)
    if (anew) await world.reject(anew, 'no')
    expect(await again?.finished).toBe('failed')
    await settles('a rerun asks anew')
  })
})

test('the approver of two-jobs.yml sees who wrote the commit and what it says', async () => {
  const yaml = readFileSync(new URL('two-jobs.yml', folder), 'utf8')
  await using world = await openWorld({ hall, yaml, gate: 'shop.production' })
  const { lock } = await world.request('c1')
  expect(lock.context).toMatchObject({ commit: 'c1', author: 'ada@example.com', message: 'Change c1\n\nBecause.' })
  await world.reject(lock, 'no')
})
