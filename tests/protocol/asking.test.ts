import { describe, expect, test } from 'vitest'
import { unique, useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy' }

describe('a step that asks', () => {
  test('gets a lock in the queue of its gate', async () => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    const first = await pipeline.ask('lock', asked)
    const second = await pipeline.ask('lock', { ...asked, gate })
    expect(first).toMatchObject({ state: 'locked', status: 'default', gate, place: 1 })
    expect(second).toMatchObject({ state: 'locked', place: 2 })
    expect(second.lock).not.toBe(first.lock)
    expect(Date.parse(first.expires_at) - Date.parse(first.locked_at)).toBe(24 * 60 * 60_000)
  })

  test('may tell all about itself, and every word of it comes back', async () => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    const context = {
      commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
      author: 'Ada Lovelace',
      requested_by: 'Ada Lovelace',
      message: 'One line\nand another: café, 日本, 🟦, "quoted", \\ and \t',
      diff_url: 'https://git.example/shop/compare/a...b?x=%20&y=1#z',
      build_url: 'http://ci.example:8080/builds/1',
      environment: 'production',
      changelog: ['first', 'second'],
    }
    const source = {
      ci: 'concourse',
      team: 'main',
      project: 'shop',
      instance: 'i',
      build_id: '1',
      build_name: '1',
      job: 'j',
      attempt: '1',
      cluster: 'c',
    }
    const { lock } = await pipeline.ask('lock', { ...asked, context, source })
    expect(await pipeline.ask('in', { lock })).toMatchObject({
      uuid: lock,
      ...asked,
      commit: context.commit,
      requester: 'Ada Lovelace',
      context,
      source,
    })
  })

  test('is refused while the gate or a gate above it is blocked, and the refusal is in the record', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const operator = await world.operator()
    await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })
    for (const at of [gate, below]) {
      const pipeline = await world.pipeline(at)
      expect(await pipeline.refusal('lock', asked)).toBe('gate_blocked')
      expect(await world.eventsOf(at)).toContainEqual(expect.objectContaining({ type: 'refused', ...asked }))
    }
  })

  test('passes a released gate with a lock that is born unlocked, and is claimed like any other', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    await operator.ask('status', { gate, status: 'released' })
    const pipeline = await world.pipeline(gate)
    const born = await pipeline.ask('lock', asked)
    expect(born).toMatchObject({ state: 'unlocked', status: 'released' })
    await pipeline.ask('claim', { uuid: born.lock })
    expect(await pipeline.ask('in', { lock: born.lock })).toMatchObject({ state: 'claimed', via: 'release' })
  })

  test('at a gate that is not there is told so', async () => {
    const pipeline = await world.pipeline(await world.newGate())
    expect(await pipeline.refusal('lock', { ...asked, gate: unique('nowhere') })).toBe('gate_not_found')
  })

  test('supersedes its older requests where the newest wins, and only those of its own pipeline and step', async () => {
    const gate = await world.newGate({ queue: 'newest-wins' })
    const pipeline = await world.pipeline(gate)
    const old = await pipeline.ask('lock', asked)
    const stranger = await pipeline.ask('lock', { ...asked, source: { team: 'other' } })
    const step = await pipeline.ask('lock', { ...asked, step: 'migrate' })
    const newest = await pipeline.ask('lock', asked)
    expect(await pipeline.hear('ended', ({ uuid }) => uuid === old.lock)).toMatchObject({ state: 'superseded', gate })
    for (const { lock } of [stranger, step, newest])
      expect(await pipeline.ask('in', { lock })).toMatchObject({ state: 'locked' })
  })
})

describe('asking twice is asking once', () => {
  test('the same request gets the same lock, on any socket, in its present state', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const request = { ...asked, request_id: unique('build'), context: { commit: 'c1' } }
    const pipeline = await world.pipeline(gate)
    const first = await pipeline.ask('lock', request)
    expect(await pipeline.ask('lock', request)).toEqual(first)
    pipeline.close()
    const back = await world.pipeline(gate)
    expect(await back.ask('lock', request)).toEqual(first)
    await operator.ask('unlock', { uuid: first.lock })
    expect(await back.ask('lock', request)).toMatchObject({ lock: first.lock, state: 'unlocked', place: 0 })
    await back.ask('claim', { uuid: first.lock })
    expect(await back.ask('lock', request)).toMatchObject({ lock: first.lock, state: 'claimed' })
    expect((await world.eventsOf(gate)).filter(({ type }) => type === 'locked')).toHaveLength(1)
  })

  test('a hundred repeats at once make one lock', async () => {
    const gate = await world.newGate()
    const parties = await Promise.all(Array.from({ length: 10 }, () => world.pipeline(gate)))
    const request = { ...asked, request_id: unique('build') }
    const answers = await Promise.all(
      parties.flatMap((party) => Array.from({ length: 10 }, () => party.ask('lock', request))),
    )
    expect(new Set(answers.map(({ lock }) => lock)).size).toBe(1)
    expect((await world.eventsOf(gate)).filter(({ type }) => type === 'locked')).toHaveLength(1)
  })

  test('the same id with another gate, pipeline or step is a conflict', async () => {
    const [gate, other] = [await world.newGate(), await world.newGate()]
    const pipeline = await world.pipeline(gate)
    const request = { ...asked, request_id: unique('build') }
    await pipeline.ask('lock', request)
    const changes = [{ gate: other }, { pipeline: 'forum' }, { step: 'migrate' }, { source: { team: 'other' } }]
    for (const change of changes) expect(await pipeline.refusal('lock', { ...request, ...change })).toBe('conflict')
    expect(await world.eventsOf(other)).toEqual([expect.objectContaining({ type: 'gate-added' })])
  })

  test('the same id with another commit is another lock: an approval is bound to what was approved', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const request = { ...asked, request_id: unique('build') }
    const [one, two, none] = [
      await pipeline.ask('lock', { ...request, context: { commit: 'c1' } }),
      await pipeline.ask('lock', { ...request, context: { commit: 'c2' } }),
      await pipeline.ask('lock', request),
    ]
    expect(new Set([one.lock, two.lock, none.lock]).size).toBe(3)
    await operator.ask('unlock', { uuid: one.lock })
    expect(await pipeline.refusal('claim', { uuid: two.lock, gate, commit: 'c2' })).toBe('not_approved')
    expect(await pipeline.refusal('claim', { uuid: one.lock, gate, commit: 'c2' })).toBe('conflict')
    expect(await pipeline.ask('claim', { uuid: one.lock, gate, commit: 'c1' })).toMatchObject({ uuid: one.lock })
    expect(await pipeline.ask('lock', { ...request, context: { commit: 'c1' } })).toMatchObject({ lock: one.lock })
  })

  test('without an id every message is a new request', async () => {
    const pipeline = await world.pipeline(await world.newGate())
    expect((await pipeline.ask('lock', asked)).lock).not.toBe((await pipeline.ask('lock', asked)).lock)
  })

  test('the same id of somebody else is another request', async () => {
    const gate = await world.newGate()
    const { token } = await world.newToken(['pipeline'])
    const request = { ...asked, request_id: unique('build') }
    const mine = await (await world.pipeline(gate)).ask('lock', request)
    const theirs = await (await world.enter(token, 'pipeline', { gate })).ask('lock', request)
    expect(theirs.lock).not.toBe(mine.lock)
  })

  test('a request that a block refused stays refused under its id', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const request = { ...asked, request_id: unique('build') }
    await operator.ask('status', { gate, status: 'blocked' })
    expect(await pipeline.refusal('lock', request)).toBe('gate_blocked')
    await operator.ask('status', { gate, status: 'default' })
    expect(await pipeline.refusal('lock', request)).toBe('gate_blocked')
    expect(await pipeline.ask('lock', { ...request, request_id: unique('build') })).toMatchObject({ state: 'locked' })
  })
})

describe('a claim', () => {
  test('is answered with its time, and a repeated one with the first answer, also while the gate is blocked', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await operator.ask('unlock', { uuid })
    const first = await pipeline.ask('claim', { uuid, gate })
    expect(await pipeline.ask('claim', { uuid, gate })).toEqual(first)
    await operator.ask('status', { gate, status: 'blocked' })
    expect(await pipeline.ask('claim', { uuid, gate })).toEqual(first)
    expect((await world.eventsOf(gate)).filter(({ type }) => type === 'claimed')).toHaveLength(1)
  })

  test('of another gate or commit is a conflict, and the lock stays as it was', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const { lock: uuid } = await pipeline.ask('lock', { ...asked, context: { commit: 'c1' } })
    await operator.ask('unlock', { uuid })
    expect(await pipeline.refusal('claim', { uuid, gate: 'root' })).toBe('conflict')
    expect(await pipeline.refusal('claim', { uuid, gate, commit: 'c2' })).toBe('conflict')
    expect(await pipeline.ask('in', { lock: uuid })).toMatchObject({ state: 'unlocked', claimed_at: null })
  })

  test('of somebody else is forbidden, and so are their cancel and their done', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const { lock: uuid } = await (await world.pipeline(gate)).ask('lock', asked)
    const { token } = await world.newToken(['pipeline'])
    const stranger = await world.enter(token, 'pipeline', { gate })
    await operator.ask('unlock', { uuid })
    expect(await stranger.refusal('claim', { uuid, gate })).toBe('forbidden')
    expect(await stranger.refusal('cancel', { uuid })).toBe('forbidden')
    expect(await stranger.refusal('done', { uuid, outcome: 'failed' })).toBe('forbidden')
    expect(await stranger.refusal('verify', { lock: uuid, use: 'b' })).not.toBe('ok')
    expect(await stranger.ask('in', { lock: uuid })).toMatchObject({ state: 'unlocked' })
  })

  test('of fifty sockets at once is stored once', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipelines = await Promise.all(Array.from({ length: 50 }, () => world.pipeline(gate)))
    const { lock: uuid } = await (await world.pipeline(gate)).ask('lock', asked)
    await operator.ask('unlock', { uuid })
    const answers = await Promise.all(pipelines.map((pipeline) => pipeline.ask('claim', { uuid, gate })))
    expect(new Set(answers.map(({ claimed_at }) => claimed_at)).size).toBe(1)
    expect((await world.eventsOf(gate)).filter(({ type }) => type === 'claimed')).toHaveLength(1)
  })
})

describe('in', () => {
  test('re-attaches: a socket that came back hears what becomes of its lock, also on unlock-details', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const before = await world.pipeline(gate)
    const { lock } = await before.ask('lock', asked)
    before.close()
    const back = await world.pipeline(gate)
    const answer = await back.ask('in', { lock })
    expect(answer).toMatchObject({ uuid: lock, state: 'locked', gate, ...asked, place: 1, approved_by: null })
    expect(await back.hear('unlock-details')).toEqual(answer)
    await operator.ask('unlock', { uuid: lock, note: 'go' })
    expect(await back.hear('unlock')).toMatchObject({ uuid: lock, note: 'go' })
    expect(await back.ask('in', { lock })).toMatchObject({ state: 'unlocked', note: 'go', via: 'api' })
  })

  test('answers on unlock-details also whoever passes no acknowledgement', async () => {
    const pipeline = await world.pipeline(await world.newGate())
    const { lock } = await pipeline.ask('lock', asked)
    pipeline.tell('in', { lock })
    expect(await pipeline.hear('unlock-details')).toMatchObject({ uuid: lock, state: 'locked' })
  })

  test('of a lock that is not there is told so', async () => {
    const pipeline = await world.pipeline(await world.newGate())
    expect(await pipeline.refusal('in', { lock: '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f' })).toBe('lock_not_found')
  })
})

describe('verify', () => {
  test('says yes only to a claimed lock of this gate and commit that is not too old', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const { lock } = await pipeline.ask('lock', { ...asked, context: { commit: 'c1' } })
    expect(await pipeline.refusal('verify', { lock, gate })).toBe('not_approved')
    await operator.ask('unlock', { uuid: lock })
    expect(await pipeline.refusal('verify', { lock, gate })).toBe('not_approved')
    await pipeline.ask('claim', { uuid: lock, gate })
    expect(await pipeline.ask('verify', { lock, gate, commit: 'c1', max_age: 3_600_000 })).toMatchObject({
      uuid: lock,
      state: 'claimed',
    })
    expect(await pipeline.refusal('verify', { lock, gate: 'root' })).toBe('conflict')
    expect(await pipeline.refusal('verify', { lock, gate, commit: 'c2' })).toBe('conflict')
  })

  test('says no to an approval that is too old', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const { lock } = await pipeline.ask('lock', asked)
    await operator.ask('unlock', { uuid: lock })
    await pipeline.ask('claim', { uuid: lock })
    // The link's clock has to move on by a millisecond for 0 to be too young.
    let outcome = await pipeline.outcome('verify', { lock, gate, max_age: 0 })
    for (let tries = 0; outcome === 'ok' && tries < 1_000; tries += 1)
      outcome = await pipeline.outcome('verify', { lock, gate, max_age: 0 })
    expect(outcome).toBe('conflict')
  })

  test('says no while the gate is blocked, also after the claim, and yes again after that', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const { lock } = await pipeline.ask('lock', asked)
    await operator.ask('unlock', { uuid: lock })
    await pipeline.ask('claim', { uuid: lock })
    await operator.ask('status', { gate, status: 'blocked' })
    expect(await pipeline.refusal('verify', { lock, gate })).toBe('gate_blocked')
    expect(await pipeline.refusal('verify', { lock, gate, use: 'build-1' })).toBe('gate_blocked')
    await operator.ask('status', { gate, status: 'default' })
    expect(await pipeline.ask('verify', { lock, gate })).toMatchObject({ state: 'claimed' })
  })

  test('gives an approval to one build: its key is stored once, another one is a conflict', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const { lock } = await pipeline.ask('lock', asked)
    await operator.ask('unlock', { uuid: lock })
    await pipeline.ask('claim', { uuid: lock })
    const keys = Array.from({ length: 20 }, (_, place) => `build-${place}`)
    const outcomes = await Promise.all(keys.map((use) => pipeline.outcome('verify', { lock, gate, use })))
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'conflict']))
    const winner = keys[outcomes.indexOf('ok')]
    expect(await pipeline.outcome('verify', { lock, gate, use: winner })).toBe('ok')
    expect((await world.eventsOf(gate)).filter(({ type }) => type === 'used')).toHaveLength(1)
  })

  test('says no to a lock that has ended or is not there', async () => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    const { lock } = await pipeline.ask('lock', asked)
    await pipeline.ask('cancel', { uuid: lock })
    expect(await pipeline.refusal('verify', { lock, gate })).toBe('lock_ended')
    const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
    expect(await pipeline.refusal('verify', { lock: nobody, gate })).toBe('lock_not_found')
  })
})

describe('approved', () => {
  test('lists holding locks once claimed and others once unlocked, in the order in which they became listed', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const locks = []
    for (const hold of [true, false, true]) locks.push((await pipeline.ask('lock', { ...asked, hold })).lock)
    const [first = '', second = '', third = ''] = locks
    const listed = () => pipeline.ask('approved', { gate, since: second })
    expect((await listed()).locks).toEqual([])
    for (const uuid of [third, second, first]) await operator.ask('unlock', { uuid })
    await pipeline.ask('claim', { uuid: third })
    await pipeline.ask('claim', { uuid: first })
    expect(await listed()).toEqual({
      gate,
      effective: 'default',
      held_by: gate,
      locks: [second, third, first],
      more: false,
    })
  })

  test('starts at the lock that is named, in pages, and at the newest where none is named or known', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const locks: string[] = []
    for (let place = 0; place < 5; place += 1) {
      const { lock: uuid } = await pipeline.ask('lock', { ...asked, hold: false })
      await operator.ask('unlock', { uuid })
      locks.push(uuid)
    }
    const [first = ''] = locks
    expect(await pipeline.ask('approved', { gate, since: first, limit: 3 })).toMatchObject({
      locks: locks.slice(0, 3),
      more: true,
    })
    expect(await pipeline.ask('approved', { gate, since: locks[2] ?? '', limit: 3 })).toMatchObject({
      locks: locks.slice(2),
      more: false,
    })
    const newest = { locks: locks.slice(-1), more: false }
    expect(await pipeline.ask('approved', { gate })).toMatchObject(newest)
    const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
    expect(await pipeline.ask('approved', { gate, since: nobody })).toMatchObject(newest)
    for (const limit of [0, 101, -1])
      expect(await pipeline.refusal('approved', { gate, limit })).toBe('invalid_message')
  })

  test('lists one pipeline and step where they are named, and nothing of another gate', async () => {
    const [gate, other] = [await world.newGate(), await world.newGate()]
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const uuids: string[] = []
    for (const message of [asked, { ...asked, step: 'migrate' }, { ...asked, pipeline: 'forum' }]) {
      const { lock: uuid } = await pipeline.ask('lock', { ...message, hold: false })
      await operator.ask('unlock', { uuid })
      uuids.push(uuid)
    }
    expect((await pipeline.ask('approved', { gate, ...asked })).locks).toEqual([uuids[0]])
    expect((await pipeline.ask('approved', { gate, step: 'migrate' })).locks).toEqual([uuids[1]])
    expect((await pipeline.ask('approved', { gate: other })).locks).toEqual([])
  })

  test('lists nothing while the gate is blocked, and says whose block that is', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const operator = await world.operator()
    const pipeline = await world.pipeline(below)
    const { lock: uuid } = await pipeline.ask('lock', { ...asked, hold: false })
    await operator.ask('unlock', { uuid })
    await operator.ask('status', { gate, status: 'blocked' })
    expect(await pipeline.ask('approved', { gate: below })).toMatchObject({
      effective: 'blocked',
      held_by: gate,
      locks: [],
    })
  })
})

describe('done', () => {
  test('is taken once the lock is claimed, and is in the record', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const { lock: uuid } = await pipeline.ask('lock', asked)
    expect(await pipeline.refusal('done', { uuid, outcome: 'succeeded' })).toBe('not_approved')
    await operator.ask('unlock', { uuid })
    await pipeline.ask('claim', { uuid })
    expect(await pipeline.ask('done', { uuid, outcome: 'failed', exit_code: 3 })).toEqual({ uuid })
    expect((await world.eventsOf(gate)).at(-1)).toMatchObject({ type: 'done', lock: uuid, outcome: 'failed' })
  })
})

describe('guard', () => {
  test('tells the record what runs under supervision, and is answered with the state of the gate', async () => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    expect(await pipeline.ask('guard', { gate, state: 'running' })).toMatchObject({ gate, effective: 'default' })
    expect(await pipeline.ask('guard', { gate, state: 'ended' })).toMatchObject({ gate })
    const states = (await world.eventsOf(gate)).filter(({ type }) => type === 'guarded').map((event) => event.state)
    expect(states).toEqual(['running', 'ended'])
    expect(await pipeline.refusal('guard', { gate: unique('nowhere'), state: 'running' })).toBe('gate_not_found')
  })

  test('of a lock names one of this gate', async () => {
    const [gate, other] = [await world.newGate(), await world.newGate()]
    const pipeline = await world.pipeline(gate)
    const { lock: uuid } = await pipeline.ask('lock', { ...asked, gate: other })
    const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
    expect(await pipeline.refusal('guard', { gate, uuid: nobody, state: 'running' })).toBe('lock_not_found')
    expect(await pipeline.refusal('guard', { gate, uuid, state: 'running' })).toBe('conflict')
  })
})
