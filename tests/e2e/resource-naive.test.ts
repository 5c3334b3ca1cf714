import type { Step } from '@boss-deployer/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Hall, openHall } from './hall.ts'
import { naive } from './resource/naive.ts'
import { type Jobs, openWorld } from './resource/world.ts'

let hall: Hall
beforeAll(async () => {
  hall = await openHall()
})
afterAll(() => hall.close())

/** Counts deploys without asking how the lock stands: a lock that was made up has no state. */
const counting = (deploys: string[]): Jobs => {
  const deploy: Step = {
    task: 'deploy',
    run: ({ build }) => void deploys.push(build.inputs.get('approval')?.lock ?? ''),
  }
  return () => [
    {
      name: 'request',
      plan: [
        { get: 'repo', trigger: true },
        { put: 'approval', noGet: true },
      ],
    },
    { name: 'deploy', plan: [{ get: 'approval', trigger: true }, deploy] },
  ]
}
const plain = { pipeline: undefined }

describe('why the resource is not written the way one would write it first', () => {
  test('a naive put deploys before anybody has approved', async () => {
    const deploys: string[] = []
    await using world = await openWorld({ hall, jobs: counting(deploys), programs: naive, source: plain })
    await world.push('c1')
    await world.rest()
    const [lock] = await world.waiting(1)
    expect(lock?.state).toBe('locked')
    expect(deploys).toEqual([lock?.uuid])
  })

  test('and the approval itself then deploys nothing', async () => {
    const deploys: string[] = []
    await using world = await openWorld({ hall, jobs: counting(deploys), programs: naive, source: plain })
    await world.push('c1')
    await world.rest()
    const [lock] = await world.waiting(1)
    if (lock) await world.unlock(lock)
    await world.atc.check('approval')
    await world.rest()
    expect(deploys).toHaveLength(1)
  })

  test('a naive check deploys at every check while the gate is released, without any request', async () => {
    const deploys: string[] = []
    await using world = await openWorld({ hall, jobs: counting(deploys), programs: naive, source: plain })
    await world.status('released')
    for (let round = 1; round <= 3; round++) {
      await world.atc.check('approval')
      await world.rest()
      expect(deploys).toHaveLength(round)
    }
  })

  test('the real one does none of it in the same pipeline', async () => {
    const deploys: string[] = []
    await using world = await openWorld({ hall, jobs: counting(deploys) })
    await world.push('c1')
    const [request] = await world.atc.tick()
    const [lock] = await world.waiting(1)
    await world.atc.check('approval')
    await world.atc.tick()
    expect(deploys).toEqual([])
    if (lock) await world.unlock(lock)
    await request?.finished
    await world.rest()
    await world.status('released')
    await world.atc.check('approval')
    await world.rest()
    expect(deploys).toEqual([lock?.uuid])
  })
})
