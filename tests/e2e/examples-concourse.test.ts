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

describe.each(examples)('%s', (name) => {
  test('deploys each approved commit once, and none that is rejected', async () => {
    const yaml = readFileSync(new URL(name, folder), 'utf8')
    await using world = await openWorld({ hall, yaml, gate: 'shop.production' })
    const expected: string[] = []
    for (const [commit, isApproved] of [
      ['c1', true],
      ['c2', false],
      ['c3', true],
    ] as const) {
      await world.push(commit)
      const [request] = await world.atc.tick()
      const [lock] = await world.waiting(1)
      if (!lock) throw new Error('no lock')
      expect(lock.commit).toBe(commit)
      if (isApproved) await world.unlock(lock)
      else await world.reject(lock, 'no')
      if (isApproved) expected.push(commit)
      await request?.finished
      for (let round = 0; round < 2; round++) await turn(world)
      expect(world.deploys.map((it) => [it.approved, it.commit, it.state])).toEqual(
        expected.map((it) => [it, it, 'claimed']),
      )
    }
  })
})

test('the approver of two-jobs.yml sees who wrote the commit and what it says', async () => {
  const yaml = readFileSync(new URL('two-jobs.yml', folder), 'utf8')
  await using world = await openWorld({ hall, yaml, gate: 'shop.production' })
  const { lock } = await world.request('c1')
  expect(lock.context).toMatchObject({ commit: 'c1', author: 'ada@example.com', message: 'Change c1\n\nBecause.' })
  await world.reject(lock, 'no')
})
