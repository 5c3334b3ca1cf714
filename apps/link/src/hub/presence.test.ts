import type { Command } from '@boss-deployer/gate'
import { memoryStore } from '@boss-deployer/store'
import { describe, expect, test } from 'vitest'
import { startExecutor } from '../execute/executor.ts'
import { watchPresence } from './presence.ts'
import { subscriptions as makeSubscriptions } from './subscriptions.ts'

const MINUTE = 60_000
const by = { id: 'token:ci', name: 'ci', via: 'api', device: null, groups: [] } as const
const ask: Command = {
  ...{ type: 'lock', lock: 'a', gate: 'root', pipeline: 'shop', pipelineKey: 'shop', step: 'deploy' },
  ...{ commit: null, requestedBy: null, hold: true, contextDigest: null, bypass: null },
  ...{ by, at: 0, requestId: null, press: null },
}

/** What links tell each other, by one held clock. */
function sharedAttendance(now: () => number) {
  const noted = new Map<string, number>()
  let notes = 0
  return {
    notes: () => notes,
    note: async (locks: readonly string[]) => {
      notes += 1
      for (const lock of locks) noted.set(lock, now())
    },
    ages: async (locks: readonly string[]) =>
      new Map(locks.flatMap((lock) => (noted.has(lock) ? [[lock, now() - (noted.get(lock) ?? 0)] as const] : []))),
  }
}

async function twoLinks() {
  const time = { now: 0 }
  const clock = () => time.now
  const store = memoryStore()
  const attendance = sharedAttendance(clock)
  const open = async () => {
    const executor = await startExecutor({ store, clock, publish: () => {}, onError: () => {} })
    const subscriptions = makeSubscriptions(clock)
    return { executor, subscriptions }
  }
  const [here, there] = [await open(), await open()]
  await here.executor.execute(ask)
  await there.executor.present()
  const presences = [here, there].map((link) => watchPresence({ ...link, attendance, clock }))
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10_000) {
      time.now += Math.min(left, 10_000)
      for (const presence of presences) await presence.tick()
    }
  }
  const stateOf = async () => (await store.lock('a'))?.state
  return { here, there, pass, stateOf, attendance }
}

const ear = { emit: () => undefined }

describe('a lock', () => {
  test('that is waited for at another link is not ended here', async () => {
    const { there, pass, stateOf } = await twoLinks()
    there.subscriptions.subscribe('a', ear)
    await pass(60 * MINUTE)
    expect(await stateOf()).toBe('locked')
  })

  test('ends once nobody waited for it at any link, and not before', async () => {
    const { there, pass, stateOf } = await twoLinks()
    there.subscriptions.subscribe('a', ear)
    await pass(20 * MINUTE)
    there.subscriptions.unsubscribe('a', ear)
    await pass(15 * MINUTE - 10_000)
    expect(await stateOf()).toBe('locked')
    await pass(MINUTE)
    expect(await stateOf()).toBe('expired')
  })

  test('that nobody ever came for ends as well', async () => {
    const { pass, stateOf } = await twoLinks()
    await pass(15 * MINUTE)
    expect(await stateOf()).toBe('expired')
  })

  test('is told of twice a minute, not at every look', async () => {
    const { there, pass, attendance } = await twoLinks()
    there.subscriptions.subscribe('a', ear)
    await pass(10 * MINUTE)
    expect(attendance.notes()).toBe(20)
  })
})
