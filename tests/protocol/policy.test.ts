import { restAnswers } from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { codeOf } from './rest.ts'
import { unique, useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy' }

async function policyOf(gate: string, token = world.operatorToken) {
  const reply = await world.rest('GET', `/gates/${gate}/policy`, { token })
  return { ...restAnswers.policy.parse(reply.json), header: reply.headers.get('etag') }
}

const put = (gate: string, body: object, etag: string | null, token = world.operatorToken) =>
  world.rest('PUT', `/gates/${gate}/policy`, {
    token,
    body,
    headers: etag === null ? {} : { 'if-match': etag },
  })

describe('the policy of a gate', () => {
  test('is told whole, with the defaults and a strong ETag that is the same for the same policy', async () => {
    const [gate, other] = [await world.newGate({ approvals: 2 }), await world.newGate({ approvals: 2 })]
    const { policy, defaults, etag, header } = await policyOf(gate)
    expect(policy).toEqual({ ...defaults, approvals: 2 })
    expect(header).toBe(etag)
    expect(etag).toMatch(/^"[\w-]{43}"$/)
    expect((await policyOf(other)).etag).toBe(etag)
    expect((await policyOf(await world.newGate())).etag).not.toBe(etag)
  })

  test('is replaced by who has read it: what is left out has its default', async () => {
    const gate = await world.newGate({ approvals: 2, needs_press: true })
    const { etag, defaults } = await policyOf(gate)
    const reply = await put(gate, { approvals: 3, two_keys: { window_ms: 30_000 } }, etag)
    expect(reply.status).toBe(200)
    const now = { ...defaults, approvals: 3, two_keys: { window_ms: 30_000 } }
    expect(restAnswers.policy.parse(reply.json).policy).toEqual(now)
    expect((await policyOf(gate)).policy).toEqual(now)
    expect(reply.headers.get('etag')).toBe((await policyOf(gate)).etag)
  })

  test('is not replaced by who has read an older one, nor by who has read none', async () => {
    const gate = await world.newGate()
    const { etag } = await policyOf(gate)
    expect((await put(gate, { approvals: 2 }, etag)).status).toBe(200)
    const late = await put(gate, { approvals: 3 }, etag)
    expect([late.status, codeOf(late)]).toEqual([412, 'precondition_failed'])
    const blind = await put(gate, { approvals: 3 }, null)
    expect([blind.status, codeOf(blind)]).toEqual([428, 'precondition_required'])
    expect((await policyOf(gate)).policy.approvals).toBe(2)
    expect((await put(gate, { approvals: 2 }, etag)).status).toBe(200)
    const changes = (await world.eventsOf(gate)).filter(({ type }) => type === 'policy-changed')
    expect(changes.length).toBe(1)
  })

  test('of two who change it at once one is refused', async () => {
    const gate = await world.newGate()
    const { etag } = await policyOf(gate)
    const replies = await Promise.all([2, 3, 4, 5].map((approvals) => put(gate, { approvals }, etag)))
    expect(replies.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([200, 412, 412, 412])
  })

  test('is for those who operate there, and its fields are checked', async () => {
    const gate = await world.newGate()
    const { etag } = await policyOf(gate)
    const approver = await world.newToken(['approver'])
    const beside = await world.newToken(['operator'], { gates: [await world.newGate()] })
    expect((await policyOf(gate, approver.token)).etag).toBe(etag)
    expect(codeOf(await put(gate, { approvals: 2 }, etag, approver.token))).toBe('forbidden')
    expect(codeOf(await put(gate, { approvals: 2 }, etag, beside.token))).toBe('forbidden')
    expect(codeOf(await put(unique('nowhere'), {}, etag))).toBe('gate_not_found')
    for (const body of [{ approvals: 0 }, { approval: 1 }, { two_keys: {} }, { bypass_needs: 3 }, []])
      expect(codeOf(await put(gate, body, etag))).toBe('invalid_message')
  })
})

test('an approver list that changes takes effect at once: on what waits, and on what has not passed yet', async () => {
  const gate = await world.newGate({ approvals: 2 })
  const pipeline = await world.pipeline(gate)
  const operator = await world.operator()
  const other = await world.newToken(['approver'])
  const waiting = await pipeline.ask('lock', asked)
  const open = await pipeline.ask('lock', { ...asked, step: 'open' })
  await operator.ask('unlock', { uuid: waiting.lock })
  await operator.ask('unlock', { uuid: open.lock })
  await (await world.enter(other.token, 'console')).ask('unlock', { uuid: open.lock })
  const replaced = await put(gate, { approvals: 1, approvers: ['token:operator'] }, (await policyOf(gate)).etag)
  expect(replaced.status).toBe(200)
  expect(await pipeline.hear('unlock', ({ uuid }) => uuid === waiting.lock)).toMatchObject({ via: 'api' })
  await put(gate, { approvers: [other.subject], approvals: 2 }, (await policyOf(gate)).etag)
  expect(await pipeline.hear('ended', ({ uuid }) => uuid === waiting.lock)).toMatchObject({ state: 'expired' })
  expect(await pipeline.refusal('claim', { uuid: waiting.lock })).toBe('lock_ended')
  expect(await pipeline.refusal('claim', { uuid: open.lock })).toBe('lock_ended')
})

test('a lock is told what was approved before of its pipeline and step, where a changelog begins', async () => {
  const gate = await world.newGate()
  const pipeline = await world.pipeline(gate)
  const operator = await world.operator()
  const ask = (commit: string, more: object = {}) => pipeline.ask('lock', { ...asked, ...more, context: { commit } })
  const first = await ask('c1')
  expect(first.previous).toBe(null)
  await operator.ask('unlock', { uuid: first.lock })
  const killed = await ask('c2')
  expect(killed.previous).toBe(null)
  await pipeline.ask('claim', { uuid: first.lock })
  const next = await ask('c3')
  expect(next.previous).toMatchObject({ lock: first.lock, commit: 'c1' })
  expect(await operator.hear('lock', ({ uuid }) => uuid === next.lock)).toMatchObject({ previous: next.previous })
  const { json } = await world.rest('GET', `/locks/${next.lock}`, { token: world.operatorToken })
  expect(json).toMatchObject({ previous: next.previous })
  expect((await ask('c4', { step: 'other' })).previous).toBe(null)
  const theirs = await ask('c4', { source: { team: 'other' } })
  expect(theirs.previous).toBe(null)
  await operator.ask('unlock', { uuid: theirs.lock })
  await pipeline.ask('claim', { uuid: theirs.lock })
  const lost = await ask('c5', { hold: false })
  await operator.ask('unlock', { uuid: lost.lock })
  await pipeline.ask('cancel', { uuid: lost.lock })
  expect((await ask('c6')).previous).toMatchObject({ lock: first.lock, commit: 'c1' })
  expect((await ask('c6', { source: { team: 'other' } })).previous).toMatchObject({ lock: theirs.lock, commit: 'c4' })
})
