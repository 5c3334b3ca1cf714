import { describe, expect, test } from 'vitest'
import type { Party } from './party.ts'
import { unique, useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy' }
const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'

interface Scene {
  readonly gate: string
  readonly uuid: string
  readonly pipeline: Party
  readonly operator: Party
}

type State = 'locked' | 'unlocked' | 'claimed' | 'rejected' | 'cancelled' | 'killed' | 'superseded'

/** A lock of a gate of its own, brought into a state. */
async function sceneWith(state: State): Promise<Scene> {
  const gate = await world.newGate({ queue: 'newest-wins' })
  const pipeline = await world.pipeline(gate)
  const operator = await world.operator()
  const { lock: uuid } = await pipeline.ask('lock', asked)
  if (state === 'unlocked' || state === 'claimed') await operator.ask('unlock', { uuid })
  if (state === 'claimed') await pipeline.ask('claim', { uuid })
  if (state === 'rejected') await operator.ask('reject', { uuid })
  if (state === 'cancelled') await pipeline.ask('cancel', { uuid })
  if (state === 'killed')
    for (const status of ['blocked', 'default'] as const) await operator.ask('status', { gate, status })
  if (state === 'superseded') await pipeline.ask('lock', asked)
  expect(await pipeline.ask('in', { lock: uuid })).toMatchObject({ state })
  return { gate, uuid, pipeline, operator }
}

describe.each([
  ['unlock', 'locked', 'ok', 'unlocked'],
  ['unlock', 'unlocked', 'ok', 'unlocked'],
  ['unlock', 'claimed', 'ok', 'claimed'],
  ['unlock', 'rejected', 'lock_ended', 'rejected'],
  ['unlock', 'cancelled', 'lock_ended', 'cancelled'],
  ['unlock', 'killed', 'lock_ended', 'killed'],
  ['unlock', 'superseded', 'lock_ended', 'superseded'],
  ['reject', 'locked', 'ok', 'rejected'],
  ['reject', 'unlocked', 'conflict', 'unlocked'],
  ['reject', 'claimed', 'conflict', 'claimed'],
  ['reject', 'rejected', 'ok', 'rejected'],
  ['reject', 'cancelled', 'lock_ended', 'cancelled'],
  ['reject', 'killed', 'lock_ended', 'killed'],
  ['reject', 'superseded', 'lock_ended', 'superseded'],
  ['claim', 'locked', 'not_approved', 'locked'],
  ['claim', 'unlocked', 'ok', 'claimed'],
  ['claim', 'claimed', 'ok', 'claimed'],
  ['claim', 'rejected', 'lock_ended', 'rejected'],
  ['claim', 'cancelled', 'lock_ended', 'cancelled'],
  ['claim', 'killed', 'lock_ended', 'killed'],
  ['claim', 'superseded', 'lock_ended', 'superseded'],
  ['cancel', 'locked', 'ok', 'cancelled'],
  ['cancel', 'unlocked', 'ok', 'cancelled'],
  ['cancel', 'claimed', 'conflict', 'claimed'],
  ['cancel', 'rejected', 'lock_ended', 'rejected'],
  ['cancel', 'cancelled', 'ok', 'cancelled'],
  ['cancel', 'killed', 'lock_ended', 'killed'],
  ['cancel', 'superseded', 'lock_ended', 'superseded'],
] as const)('%s on a lock that is %s', (channel, before, outcome, after) => {
  test(`is answered ${outcome}, and the lock is ${after}`, async () => {
    const { gate, uuid, pipeline, operator } = await sceneWith(before)
    const events = await world.eventsOf(gate)
    const speaker = channel === 'unlock' || channel === 'reject' ? operator : pipeline
    expect(await speaker.outcome(channel, { uuid })).toBe(outcome)
    expect(await pipeline.ask('in', { lock: uuid })).toMatchObject({ state: after })
    const isNew = before !== after
    expect((await world.eventsOf(gate)).length - events.length).toBe(isNew ? 1 : 0)
  })
})

describe('an unlock', () => {
  test('tells who, when, how and how long it waited', async () => {
    const { gate, uuid, pipeline, operator } = await sceneWith('locked')
    expect(await operator.ask('unlock', { uuid, note: 'after lunch' })).toEqual({
      uuid,
      gate,
      state: 'unlocked',
      votes: 1,
      needed: 1,
    })
    const heard = await pipeline.hear('unlock')
    expect(heard).toMatchObject({ uuid, gate, note: 'after lunch', via: 'api' })
    expect(heard.approvers).toMatchObject([{ name: heard.approved_by, via: 'api', device: null }])
    const details = await pipeline.ask('in', { lock: uuid })
    expect(details).toMatchObject({
      approved_by: heard.approved_by,
      unlocked_at: heard.unlocked_at,
      note: 'after lunch',
    })
    expect(details.time_locked).toBe(Date.parse(heard.unlocked_at) - Date.parse(details.locked_at))
  })

  test('of the head answers the oldest lock at or below a gate, resolved once', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const pipeline = await world.pipeline(gate)
    const operator = await world.operator()
    const oldest = await pipeline.ask('lock', { ...asked, gate: below })
    const next = await pipeline.ask('lock', { ...asked, gate })
    const message = { head: gate, request_id: unique('head') }
    expect(await operator.ask('unlock', message)).toMatchObject({ uuid: oldest.lock, state: 'unlocked' })
    expect(await operator.ask('unlock', message)).toMatchObject({ uuid: oldest.lock })
    expect(await operator.ask('unlock', { head: gate })).toMatchObject({ uuid: next.lock })
    expect(await operator.refusal('unlock', { head: gate })).toBe('lock_not_found')
    expect(await operator.refusal('unlock', { head: unique('nowhere') })).toBe('gate_not_found')
  })

  test('of a lock that is not there is told so, and a reject too', async () => {
    const operator = await world.operator()
    expect(await operator.refusal('unlock', { uuid: nobody })).toBe('lock_not_found')
    expect(await operator.refusal('reject', { uuid: nobody })).toBe('lock_not_found')
  })

  test('of what one asked for oneself is refused, also when the pipeline only says so', async () => {
    const gate = await world.newGate()
    const both = await world.newToken(['pipeline', 'operator'])
    const pipeline = await world.enter(both.token, 'pipeline', { gate })
    const self = await world.enter(both.token, 'console')
    const { lock: uuid } = await pipeline.ask('lock', asked)
    expect(await self.refusal('unlock', { uuid })).toBe('self_approval')
    const named = await world.newToken(['operator'])
    const said = await pipeline.ask('lock', { ...asked, context: { requested_by: named.name } })
    const boss = await world.enter(named.token, 'console')
    expect(await boss.refusal('unlock', { uuid: said.lock })).toBe('self_approval')
    expect(await pipeline.ask('in', { lock: uuid })).toMatchObject({ state: 'locked', votes: [] })
    expect(await boss.ask('unlock', { uuid })).toMatchObject({ state: 'unlocked' })
  })

  test('of oneself is taken where the policy says so', async () => {
    const gate = await world.newGate({ allow_self_approval: true })
    const { token } = await world.newToken(['pipeline', 'operator'])
    const { lock: uuid } = await (await world.enter(token, 'pipeline', { gate })).ask('lock', asked)
    expect(await (await world.enter(token, 'console')).ask('unlock', { uuid })).toMatchObject({ state: 'unlocked' })
  })
})

describe('where several have to agree', () => {
  test('each counts once, the first is a vote that all concerned hear, the last unlocks', async () => {
    const gate = await world.newGate({ approvals: 2 })
    const pipeline = await world.pipeline(gate)
    const [one, two] = [await world.newToken(['operator']), await world.newToken(['operator'])]
    const [ada, bob] = [await world.enter(one.token, 'console'), await world.enter(two.token, 'console')]
    const { lock: uuid } = await pipeline.ask('lock', asked)
    for (let times = 0; times < 3; times += 1)
      expect(await ada.ask('unlock', { uuid })).toMatchObject({ state: 'locked', votes: 1, needed: 2 })
    for (const party of [pipeline, ada, bob])
      expect(await party.hear('vote', (vote) => vote.uuid === uuid)).toMatchObject({
        by: one.name,
        votes: 1,
        needed: 2,
      })
    expect(await pipeline.refusal('claim', { uuid })).toBe('not_approved')
    expect(await bob.ask('unlock', { uuid })).toMatchObject({ state: 'unlocked', votes: 2, needed: 2 })
    const { approvers } = await pipeline.hear('unlock')
    expect(approvers.map(({ name }) => name)).toEqual([one.name, two.name])
    expect((await world.eventsOf(gate)).map(({ type }) => type)).toEqual(['gate-added', 'locked', 'voted', 'unlocked'])
  })

  test('whoever is required has to be among them', async () => {
    const required = await world.newToken(['operator'])
    const gate = await world.newGate({ required: [required.subject] })
    const pipeline = await world.pipeline(gate)
    const operator = await world.operator()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    expect(await operator.ask('unlock', { uuid })).toMatchObject({ state: 'locked' })
    const boss = await world.enter(required.token, 'console')
    expect(await boss.ask('unlock', { uuid })).toMatchObject({ state: 'unlocked' })
  })
})

describe('the policy of a gate', () => {
  test('says who may approve, reject, release and set to default; a block is for everybody', async () => {
    const boss = await world.newToken(['operator'])
    const gate = await world.newGate({ approvers: [boss.subject] })
    const pipeline = await world.pipeline(gate)
    const stranger = await world.operator()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    expect(await stranger.refusal('unlock', { uuid })).toBe('forbidden')
    expect(await stranger.refusal('reject', { uuid })).toBe('forbidden')
    expect(await stranger.refusal('status', { gate, status: 'released', approve_pending: true })).toBe('forbidden')
    expect(await stranger.ask('status', { gate, status: 'blocked' })).toMatchObject({ effective: 'blocked' })
    expect(await stranger.refusal('status', { gate, status: 'default' })).toBe('forbidden')
    const allowed = await world.enter(boss.token, 'console')
    expect(await allowed.ask('status', { gate, status: 'default' })).toMatchObject({ effective: 'default' })
  })

  test('may want a reason', async () => {
    const gate = await world.newGate({ needs_reason: { reject: true, release: true, block: true } })
    const pipeline = await world.pipeline(gate)
    const operator = await world.operator()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    expect(await operator.refusal('reject', { uuid })).toBe('invalid_message')
    expect(await operator.refusal('reject', { uuid, reason: '' })).toBe('invalid_message')
    for (const status of ['released', 'blocked'])
      expect(await operator.refusal('status', { gate, status })).toBe('invalid_message')
    await operator.ask('reject', { uuid, reason: 'not on a Friday' })
    expect(await pipeline.hear('reject')).toMatchObject({ uuid, gate, reason: 'not on a Friday' })
    expect(await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })).toMatchObject({ reason: 'fire' })
  })

  test('ends a lock that nobody answers, after a warning', async () => {
    const gate = await world.newGate({ lock_expires_after_ms: 2_000 })
    const pipeline = await world.pipeline(gate)
    const { lock: uuid, expires_at } = await pipeline.ask('lock', asked)
    expect(await pipeline.hear('warning')).toEqual({ uuid, gate, expires_at })
    expect(await pipeline.hear('ended')).toMatchObject({ uuid, gate, state: 'expired' })
    expect(await pipeline.refusal('claim', { uuid })).toBe('lock_ended')
  })

  test('ends an approval that nobody claims', async () => {
    const gate = await world.newGate({ approval_expires_after_ms: 1_000 })
    const pipeline = await world.pipeline(gate)
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await (await world.operator()).ask('unlock', { uuid })
    expect(await pipeline.hear('ended')).toMatchObject({ uuid, state: 'expired' })
    expect(await pipeline.refusal('claim', { uuid })).toBe('lock_ended')
  })

  test('ends a lock whose requester stays away, and none whose requester does not hold or is there', async () => {
    const gate = await world.newGate({ requester_gone_after_ms: 1_000 })
    const [gone, there, operator] = [await world.pipeline(gate), await world.pipeline(gate), await world.operator()]
    const present = await there.ask('lock', asked)
    const unheld = await gone.ask('lock', { ...asked, hold: false })
    const absent = await gone.ask('lock', asked)
    gone.close()
    const ended = await operator.hear('ended', (message) => message.gate === gate)
    expect(ended).toMatchObject({ uuid: absent.lock, state: 'expired', reason: 'requester gone' })
    for (const { lock } of [present, unheld]) expect(await there.ask('in', { lock })).toMatchObject({ state: 'locked' })
  })
})
