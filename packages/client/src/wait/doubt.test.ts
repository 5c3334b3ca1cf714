import { errorCodes, exitCodes } from '@boss-deployer/protocol'
import {
  bad,
  cut,
  exampleLock,
  exampleLockAnswer,
  exampleTime,
  exampleUnlock,
  exampleUuid,
  garbage,
  good,
  heldClock,
  type Reply,
  scriptLink,
} from '@boss-deployer/testing'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { exitOf } from './exit.ts'
import type { Outcome, Waited } from './outcome.ts'
import { waitForLock } from './wait.ts'

const states = ['locked', 'unlocked', 'claimed', 'rejected', 'killed', 'expired', 'cancelled', 'superseded'] as const
const isClaim = (raw: unknown) =>
  typeof raw === 'object' && raw !== null && 'ok' in raw && raw.ok === true && 'uuid' in raw && raw.uuid === exampleUuid

const nonsense: fc.Arbitrary<Reply> = fc.oneof(
  fc.jsonValue().map(garbage),
  fc.constantFrom(...errorCodes, 'on_fire').map((code) => bad(code)),
  fc.constant(cut),
)
const details = fc
  .record({ state: fc.constantFrom(...states), uuid: fc.constantFrom(exampleUuid, exampleUuid.replace(/1$/, '2')) })
  .map((it) => good(exampleLock(it)))
const lockAnswer = fc.constantFrom(...states).map((state) => good(exampleLockAnswer({ state })))
const answers = (good: fc.Arbitrary<Reply>) => fc.array(fc.oneof(nonsense, good), { minLength: 1, maxLength: 6 })
const event = fc.constantFrom('unlock', 'lost', 'connected', 'wait')

const inTurn = (replies: readonly Reply[]) => (_: never, count: number) => replies[(count - 1) % replies.length] ?? cut

test.prop([answers(lockAnswer), answers(details), answers(fc.constant(good({ uuid: exampleUuid }))), fc.array(event)])(
  'whatever a link answers, nobody passes whose claim it did not confirm',
  async (lock, look, claim, events) => {
    const clock = heldClock()
    const script = scriptLink({ lock: inTurn(lock), in: inTurn(look), claim: inTurn(claim) })
    const ask = { pipeline: 'shop', step: 'production', requestId: 'build-7' }
    const waiting = waitForLock(script.link, { ask }, { clock, lostAfterMs: 60_000 })
    for (const it of events) {
      if (it === 'unlock') script.say('unlock', exampleUnlock)
      else if (it === 'wait') await clock.advance(31_000)
      else script.connection(it === 'lost' ? { state: 'lost', reason: 'cable' } : { state: 'connected' })
      await clock.advance(100)
    }
    script.connection({ state: 'lost', reason: 'cable' })
    await clock.advance(60_000)
    const ended = await waiting
    expect(ended).not.toMatchObject({ outcome: 'passed' })
    expect(exitOf(ended)).toBeGreaterThan(0)
  },
)

test.prop([
  answers(details),
  fc.array(fc.oneof(nonsense, fc.constant(good({ uuid: exampleUuid, claimed_at: exampleTime }))), { minLength: 1 }),
])('who passes has the claim of this very lock in its hands', async (look, claim) => {
  const clock = heldClock()
  const given: Reply[] = []
  const script = scriptLink({
    lock: () => good(exampleLockAnswer({ state: 'unlocked' })),
    in: inTurn(look),
    claim: (_, count) => {
      const reply = inTurn(claim)(_, count)
      given.push(reply)
      return reply
    },
  })
  const ask = { pipeline: 'shop', step: 'production', requestId: 'build-7' }
  const waiting = waitForLock(script.link, { ask }, { clock, lostAfterMs: 60_000 })
  await clock.advance(200_000)
  script.connection({ state: 'lost', reason: 'cable' })
  await clock.advance(60_000)
  const ended = await waiting
  const last = given.at(-1)
  const isConfirmed = last?.does === 'answer' && isClaim(last.raw)
  if (ended.outcome === 'passed') expect(isConfirmed).toBe(true)
  expect(exitOf(ended) === 0).toBe(ended.outcome === 'passed')
})

describe('exit codes', () => {
  const waited = (outcome: Exclude<Outcome, 'passed' | 'refused'>): Waited => ({
    outcome,
    uuid: null,
    lock: null,
    by: null,
    note: null,
    waitedMs: 0,
    error: null,
  })

  test.each([
    ['rejected', exitCodes.rejected],
    ['killed', exitCodes.notAllowed],
    ['expired', exitCodes.expired],
    ['cancelled', exitCodes.gaveUp],
    ['superseded', exitCodes.gaveUp],
    ['timed-out', exitCodes.gaveUp],
    ['unreachable', exitCodes.unreachable],
  ] as const)('%s is %i', (outcome, code) => expect(exitOf(waited(outcome))).toBe(code))

  test.each(errorCodes)('a refusal with %s is not 0', (code) => {
    const error = { code, message: '' }
    expect(exitOf({ ...waited('killed'), outcome: 'refused', error })).toBeGreaterThan(0)
  })
})
