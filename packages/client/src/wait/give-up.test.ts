import {
  bad,
  exampleLock,
  exampleLockAnswer,
  exampleTime,
  exampleUuid,
  good,
  type HeldClock,
  held,
  heldClock,
  type Reply,
  type ScriptedLink,
  scriptLink,
  silence,
} from '@boss-deployer/testing'
import { expect, test } from 'vitest'
import type { Waited, WaitOptions } from './outcome.ts'
import { waitForLock } from './wait.ts'

const claimed = good({ uuid: exampleUuid, claimed_at: exampleTime })
const cancelled = good({ uuid: exampleUuid, state: 'cancelled' })

let script: ScriptedLink
let clock: HeldClock

function begin(handlers: Parameters<typeof scriptLink>[0] = {}, options: WaitOptions = {}) {
  const boss = new AbortController()
  script = scriptLink({
    lock: () => good(exampleLockAnswer()),
    in: () => good(exampleLock()),
    cancel: () => cancelled,
    ...handlers,
  })
  clock = heldClock()
  let ended: Waited | null = null
  const ask = { pipeline: 'shop', step: 'production', requestId: 'build-7' }
  void waitForLock(script.link, { ask }, { signal: boss.signal, ...options, clock }).then((it) => {
    ended = it
  })
  return {
    abort: () => boss.abort(),
    now: async (ms = 0): Promise<Waited | null> => {
      await clock.advance(ms)
      return ended
    },
  }
}

test('an abort cancels the lock', async () => {
  const { now, abort } = begin()
  expect(await now(1_000)).toBeNull()
  abort()
  expect(await now()).toMatchObject({ outcome: 'cancelled', error: null })
  expect(script.sent.at(-1)).toEqual({ channel: 'cancel', message: { uuid: exampleUuid } })
})

test('an abort before anything was said says nothing', async () => {
  const { now } = begin({}, { signal: AbortSignal.abort() })
  expect(await now()).toMatchObject({ outcome: 'cancelled', uuid: null })
  expect(script.sent).toEqual([])
})

test('an abort while the question is under way waits for the name, and cancels it', async () => {
  const answer = held<Reply>()
  const { now, abort } = begin({ lock: () => answer.promise, claim: () => claimed })
  await now()
  abort()
  expect(await now(500)).toBeNull()
  answer.settle(good(exampleLockAnswer({ state: 'unlocked' })))
  expect(await now()).toMatchObject({ outcome: 'cancelled', error: null })
  expect(script.sentOn('claim')).toBe(0)
  expect(script.sentOn('cancel')).toBe(1)
})

test('an abort during the claim never passes, even when the claim was stored', async () => {
  const answer = held<Reply>()
  const { now, abort } = begin({
    lock: () => good(exampleLockAnswer({ state: 'unlocked' })),
    claim: () => answer.promise,
    cancel: () => bad('conflict', 'too late'),
  })
  await now()
  abort()
  answer.settle(claimed)
  expect(await now()).toMatchObject({ outcome: 'cancelled', error: { code: 'conflict' } })
})

test('a cancel that nobody answers ends after its deadline', async () => {
  const { now, abort } = begin({ cancel: () => silence })
  await now()
  abort()
  await now()
  script.connection({ state: 'lost', reason: 'ping timeout' })
  expect(await now(1_999)).toBeNull()
  expect(await now(1)).toMatchObject({ outcome: 'cancelled', error: { code: 'unavailable' } })
})

test('a cancel waits for the connection to come back', async () => {
  const { now, abort } = begin()
  await now()
  script.connection({ state: 'lost', reason: 'transport close' })
  await now(1_000)
  abort()
  expect(await now(1_000)).toBeNull()
  script.connection({ state: 'connected' })
  expect(await now()).toMatchObject({ outcome: 'cancelled', error: null })
})

test('a question whose answer was lost is asked again to cancel it', async () => {
  const { now, abort } = begin({ lock: (_, count) => (count === 1 ? silence : good(exampleLockAnswer())) })
  await now()
  script.connection({ state: 'lost', reason: 'transport close' })
  await now()
  abort()
  await now(100)
  script.connection({ state: 'connected' })
  expect(await now()).toMatchObject({ outcome: 'cancelled', error: null, uuid: exampleUuid })
})

test('a lock that has ended by itself needs no cancel', async () => {
  const { now, abort } = begin({ cancel: () => bad('lock_ended') })
  await now()
  abort()
  expect(await now()).toMatchObject({ outcome: 'cancelled', error: null })
})

test('the end of the time cancels the lock', async () => {
  const { now } = begin({}, { timeoutMs: 90_000 })
  expect(await now(89_999)).toBeNull()
  expect(await now(1)).toMatchObject({ outcome: 'timed-out', waitedMs: 90_000, error: null })
  expect(script.sentOn('cancel')).toBe(1)
})

test('the end of the time comes also while the link is away', async () => {
  const { now } = begin({}, { timeoutMs: 90_000 })
  await now(1_000)
  script.connection({ state: 'lost', reason: 'transport close' })
  expect(await now(90_999)).toBeNull()
  expect(await now(1)).toMatchObject({ outcome: 'timed-out', error: { code: 'unavailable' } })
})

test('a claim that was stored in the last moment passes: the record says so', async () => {
  const { now } = begin(
    {
      lock: () => good(exampleLockAnswer({ state: 'unlocked' })),
      claim: (_, count) => (count === 1 ? silence : claimed),
      cancel: () => bad('conflict'),
    },
    { timeoutMs: 1_000 },
  )
  expect(await now(999)).toBeNull()
  expect(await now(1)).toMatchObject({ outcome: 'passed' })
})

test('a token that is refused cannot cancel', async () => {
  const { now, abort } = begin()
  await now()
  script.connection({ state: 'lost', reason: 'transport close' })
  abort()
  await now()
  script.connection({ state: 'refused', error: { code: 'unauthenticated', message: 'revoked' } })
  expect(await now()).toMatchObject({ outcome: 'cancelled', error: { code: 'unauthenticated' } })
})
