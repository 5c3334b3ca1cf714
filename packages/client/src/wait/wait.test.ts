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
  type HeldClock,
  held,
  heldClock,
  type Reply,
  type ScriptedLink,
  scriptLink,
  settle,
  silence,
} from '@boss-deployer/testing'
import { afterEach, expect, test } from 'vitest'
import type { Progress, Waited, WaitFor, WaitOptions } from './outcome.ts'
import { waitForLock } from './wait.ts'

const ask: WaitFor = {
  ask: {
    pipeline: 'shop',
    step: 'production',
    gate: 'shop.production',
    requestId: 'build-7',
    context: { commit: 'abc' },
  },
}
const otherUuid = '018f0000-0000-7000-8000-000000000002'
const claimed = good({ uuid: exampleUuid, claimed_at: exampleTime })
const decided = { approved_by: 'Ada', unlocked_at: exampleTime, note: 'go' }
const lockIs = (changes: Parameters<typeof exampleLock>[0] = {}) => good(exampleLock(changes))

let script: ScriptedLink
let clock: HeldClock
afterEach(async () => {
  await settle()
  expect({ listeners: script.listeners, timers: clock.pending }).toEqual({ listeners: 0, timers: 0 })
})

/** Begins to wait at a link that knows a waiting lock; the answer says how it stands now. */
function begin(handlers: Parameters<typeof scriptLink>[0] = {}, options: WaitOptions = {}, what: WaitFor = ask) {
  script = scriptLink({ lock: () => good(exampleLockAnswer()), in: () => lockIs(), ...handlers })
  clock = heldClock()
  let ended: Waited | null = null
  void waitForLock(script.link, what, { ...options, clock }).then((it) => {
    ended = it
  })
  return async (ms = 0): Promise<Waited | null> => {
    await clock.advance(ms)
    return ended
  }
}

test('passes when the claim is stored, and says who, how long and with which note', async () => {
  const claim = held<Reply>()
  const now = begin({ claim: () => claim.promise })
  expect(await now(5_000)).toBeNull()
  script.handle('in', () => lockIs({ state: 'claimed', ...decided }))
  script.say('unlock', exampleUnlock)
  expect(await now()).toBeNull()
  claim.settle(claimed)
  expect(await now()).toMatchObject({
    outcome: 'passed',
    uuid: exampleUuid,
    claimedAt: exampleTime,
    by: 'Ada',
    note: 'go',
    waitedMs: 5_000,
    error: null,
  })
  expect(script.sent.map(({ channel }) => channel)).toEqual(['lock', 'in', 'claim', 'in'])
  expect(script.sent[2]?.message).toEqual({ uuid: exampleUuid, gate: 'shop.production', commit: 'abc' })
})

test('passes at once where the lock is born unlocked', async () => {
  const now = begin({ lock: () => good(exampleLockAnswer({ state: 'unlocked' })), claim: () => claimed })
  expect(await now()).toMatchObject({ outcome: 'passed', waitedMs: 0 })
})

test('passes without details when only they fail', async () => {
  const now = begin({
    lock: () => good(exampleLockAnswer({ state: 'unlocked' })),
    in: () => garbage(7),
    claim: () => claimed,
  })
  expect(await now()).toMatchObject({ outcome: 'passed', lock: null, uuid: exampleUuid })
})

test('the unlock of another lock is not ours', async () => {
  const now = begin({ claim: () => claimed })
  await now()
  script.say('unlock', { ...exampleUnlock, uuid: otherUuid })
  expect(await now(1_000)).toBeNull()
  expect(script.sentOn('claim')).toBe(0)
  script.say('unlock', exampleUnlock)
  expect(await now()).toMatchObject({ outcome: 'passed' })
})

test('a message that was lost is healed by looking again within 30 s', async () => {
  const now = begin({ claim: () => claimed })
  await now()
  script.handle('in', () => lockIs({ state: 'unlocked', ...decided }))
  expect(await now(29_999)).toBeNull()
  expect(await now(1)).toMatchObject({ outcome: 'passed' })
})

test('re-attaches after every loss, and hears there what it missed', async () => {
  const now = begin({ claim: () => claimed })
  await now()
  script.connection({ state: 'lost', reason: 'transport close' })
  expect(await now(60_000)).toBeNull()
  script.handle('in', () => lockIs({ state: 'unlocked', ...decided }))
  script.connection({ state: 'connected' })
  expect(await now()).toMatchObject({ outcome: 'passed' })
  expect(script.sentOn('lock')).toBe(1)
})

test('asks again by the same request id when the answer was lost', async () => {
  const now = begin({ lock: (_, count) => (count === 1 ? cut : good(exampleLockAnswer())) })
  expect(await now(1_000)).toBeNull()
  const questions = script.sent.filter(({ channel }) => channel === 'lock')
  expect(questions).toHaveLength(2)
  expect(questions[0]).toEqual(questions[1])
  script.say('unlock', exampleUnlock)
  script.handle('claim', () => claimed)
  expect(await now()).toMatchObject({ outcome: 'passed' })
})

test('an approval that arrives twice is claimed once', async () => {
  const now = begin({ claim: () => claimed })
  await now()
  script.say('unlock', exampleUnlock)
  script.say('unlock', exampleUnlock)
  expect(await now()).toMatchObject({ outcome: 'passed' })
  expect(script.sentOn('claim')).toBe(1)
})

const end = { by: 'Ada', reason: 'not on a Friday', at: exampleTime }

test.each(['rejected', 'killed', 'expired', 'cancelled', 'superseded'] as const)(
  '%s is an end of its own',
  async (state) => {
    const now = begin()
    await now()
    script.handle('in', () => lockIs({ state, end }))
    script.say('ended', { uuid: exampleUuid, gate: 'shop.production', state: 'killed', ...end })
    expect(await now()).toMatchObject({ outcome: state, by: 'Ada', note: 'not on a Friday', error: null })
  },
)

test('a request that was decided before stays decided', async () => {
  const now = begin({
    lock: () => good(exampleLockAnswer({ state: 'rejected' })),
    in: () => lockIs({ state: 'rejected', end }),
  })
  expect(await now()).toMatchObject({ outcome: 'rejected' })
})

test('a block between the approval and the claim kills', async () => {
  const now = begin({ claim: () => bad('lock_ended') })
  await now()
  script.handle('in', () => lockIs({ state: 'killed', end, ...decided }))
  script.say('unlock', exampleUnlock)
  expect(await now()).toMatchObject({ outcome: 'killed', by: 'Ada', error: { code: 'lock_ended' } })
})

test.each([
  'gate_blocked',
  'forbidden',
  'conflict',
  'lock_not_found',
  'lock_ended',
  'unauthenticated',
  'invalid_message',
])('a claim refused with %s does not pass', async (code) => {
  const now = begin({ claim: () => bad(code), in: () => lockIs({ state: 'unlocked', ...decided }) })
  expect(await now()).toMatchObject({ outcome: 'refused', error: { code } })
})

test.each([
  ['not approved', bad('not_approved')],
  ['unavailable', bad('unavailable')],
  ['internal', bad('internal')],
  ['garbage', garbage({ ok: true })],
  ['the claim of another lock', good({ uuid: otherUuid, claimed_at: exampleTime })],
])('a claim answered with %s is tried again', async (_, reply) => {
  const now = begin({
    claim: (_message, count) => (count === 1 ? reply : claimed),
    in: () => lockIs({ state: 'unlocked' }),
  })
  expect(await now()).toBeNull()
  expect(await now(30_000)).toMatchObject({ outcome: 'passed' })
  expect(script.sentOn('claim')).toBe(2)
})

test.each([
  ['the answer', { lock: () => good(exampleLockAnswer({ gate: 'shop.staging', state: 'unlocked' })) }],
  ['the details', { in: () => lockIs({ gate: 'shop.staging', state: 'unlocked' }) }],
])('%s of another gate does not pass', async (_, handlers) => {
  const now = begin({ ...handlers, claim: () => claimed })
  expect(await now()).toMatchObject({ outcome: 'refused', error: { code: 'conflict' } })
  expect(script.sentOn('claim')).toBe(0)
})

test('the details of another lock are garbage', async () => {
  const now = begin({ in: () => lockIs({ uuid: otherUuid, state: 'unlocked' }), claim: () => claimed })
  expect(await now(20_000)).toBeNull()
  expect(script.sentOn('claim')).toBe(0)
  script.handle('in', () => lockIs({ state: 'rejected', end }))
  expect(await now(30_000)).toMatchObject({ outcome: 'rejected' })
})

test.each(['gate_blocked', 'gate_not_found', 'forbidden', 'invalid_message', 'conflict'])(
  'a question refused with %s ends it',
  async (code) => {
    const now = begin({ lock: () => bad(code) })
    expect(await now()).toMatchObject({ outcome: 'refused', uuid: null, error: { code } })
  },
)

test('waits for a lock that was asked for before, by its name', async () => {
  const now = begin({ claim: () => claimed }, {}, { uuid: exampleUuid, gate: 'shop.production', commit: 'abc' })
  await now()
  script.say('unlock', exampleUnlock)
  expect(await now()).toMatchObject({ outcome: 'passed' })
  expect(script.sent.map(({ channel }) => channel)).toEqual(['in', 'claim', 'in'])
  expect(script.sent[1]?.message).toEqual({ uuid: exampleUuid, gate: 'shop.production', commit: 'abc' })
})

test('a lock that nobody knows does not pass', async () => {
  const now = begin({ in: () => bad('lock_not_found') }, {}, { uuid: exampleUuid })
  expect(await now()).toMatchObject({ outcome: 'refused', error: { code: 'lock_not_found' } })
})

test('a link that refuses the token ends it', async () => {
  const now = begin()
  await now()
  script.connection({ state: 'refused', error: { code: 'unauthenticated', message: 'revoked' } })
  expect(await now()).toMatchObject({ outcome: 'refused', error: { code: 'unauthenticated' } })
})

test('a link that is lost for too long is unreachable, counted from the loss', async () => {
  const now = begin({}, { lostAfterMs: 60_000 })
  await now(25_000)
  script.connection({ state: 'lost', reason: 'transport close' })
  expect(await now(59_999)).toBeNull()
  expect(await now(1)).toMatchObject({ outcome: 'unreachable', uuid: exampleUuid, error: { code: 'unavailable' } })
})

test('a link that is there but speaks nonsense is unreachable too', async () => {
  const now = begin({ in: () => garbage('?') }, { lostAfterMs: 60_000 })
  expect(await now(59_999)).toBeNull()
  expect(await now(1)).toMatchObject({ outcome: 'unreachable' })
  expect(script.sentOn('in')).toBeLessThan(20)
})

test('losses that heal in time do not add up', async () => {
  const now = begin({}, { lostAfterMs: 60_000 })
  for (let round = 0; round < 5; round++) {
    script.connection({ state: 'lost', reason: 'transport close' })
    expect(await now(50_000)).toBeNull()
    script.connection({ state: 'connected' })
    expect(await now(1_000)).toBeNull()
  }
  script.handle('in', () => lockIs({ state: 'expired', end }))
  expect(await now(30_000)).toMatchObject({ outcome: 'expired' })
})

test('tells what is known while it waits', async () => {
  const told: Progress[] = []
  const now = begin({}, { onProgress: (it) => told.push(it) })
  await now(2_000)
  script.handle('in', () => lockIs({ place: 2, needed: 3, votes: [{ id: 'a', name: 'A', via: 'api', device: null }] }))
  script.say('vote', { uuid: exampleUuid, gate: 'shop.production', by: 'A', votes: 1, needed: 3, may_vote: null })
  await now()
  script.connection({ state: 'lost', reason: 'transport close' })
  expect(told.at(-2)).toEqual({
    connection: 'connected',
    uuid: exampleUuid,
    gate: 'shop.production',
    place: 2,
    votes: 1,
    needed: 3,
    waitedMs: 2_000,
  })
  expect(told.at(-1)).toMatchObject({ connection: 'lost', uuid: exampleUuid })
  script.connection({ state: 'refused', error: { code: 'forbidden', message: 'no' } })
  await now()
})

test('nothing answers for ever: it keeps waiting and never passes', async () => {
  const now = begin({ lock: () => silence }, { lostAfterMs: 60_000 })
  expect(await now(30_000)).toBeNull()
  script.connection({ state: 'lost', reason: 'ping timeout' })
  expect(await now(60_000)).toMatchObject({ outcome: 'unreachable', uuid: null })
})
