import { restAnswers } from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { codeOf } from './rest.ts'
import { useLink } from './world.ts'

const world = useLink()
const HOUR = 3_600_000
const at = (ms: number) => new Date(Date.now() + ms).toISOString()
const lastHour = () => ({ from: at(-HOUR), until: at(HOUR) })

const ask = (query: Record<string, string>, token = world.operatorToken) =>
  world.rest('GET', `/numbers?${new URLSearchParams(query)}`, { token })
const numbers = async (query: Record<string, string>, token?: string) =>
  restAnswers.numbers.parse((await ask(query, token)).json)

/** At a gate of its own: one lock unlocked, one rejected, one killed by a block that stays. */
async function aBusyGate() {
  const gate = await world.newGate()
  const [pipeline, operator] = [await world.pipeline(gate), await world.operator()]
  const asking = async (step: string) => (await pipeline.ask('lock', { pipeline: 'shop', step })).lock
  const [yes, no] = [await asking('one'), await asking('two'), await asking('three')]
  await operator.ask('unlock', { uuid: yes, note: 'go' })
  await operator.ask('reject', { uuid: no, reason: 'late' })
  await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })
  return gate
}

describe('the numbers', () => {
  test('of a gate count its decisions, who made them, the waits and the time blocked', async () => {
    const gate = await aBusyGate()
    const { all, gates, bosses, days, whole } = await numbers({ gate, ...lastHour() })
    const counts = { unlocked: 1, rejected: 1, killed: 1, released: 0, refused: 0, expired: 0 }
    expect(all).toMatchObject({ outcomes: counts, approvals: 1, wait: { count: 2 } })
    expect(gates).toMatchObject([{ gate, outcomes: counts }])
    expect(gates[0]?.blocked_ms).toBeGreaterThanOrEqual(0)
    expect(bosses).toMatchObject([{ unlocked: 1, rejected: 1, wait: { count: 2 } }])
    expect(days.reduce((sum, { outcomes }) => sum + outcomes.killed, 0)).toBe(1)
    expect(whole).toBe(true)
  })

  test('show a viewer what his own gates come to, and nothing of others', async () => {
    const [mine, theirs] = [await aBusyGate(), await aBusyGate()]
    const { token } = await world.newToken(['viewer'], { gates: [mine] })
    const seen = await numbers(lastHour(), token)
    expect(seen.gates.map(({ gate }) => gate)).toEqual([mine])
    expect(seen.all.outcomes).toMatchObject({ unlocked: 1, rejected: 1, killed: 1 })
    const beyond = await numbers({ gate: theirs, ...lastHour() }, token)
    expect(beyond).toMatchObject({ gates: [], bosses: [], days: [], all: { approvals: 0 } })
  })

  test('of a span in which nothing was decided are none', async () => {
    const gate = await aBusyGate()
    const { all, days } = await numbers({ gate, from: at(-3 * HOUR), until: at(-2 * HOUR) })
    expect(all).toMatchObject({ approvals: 0, wait: { count: 0, median_ms: null, p95_ms: null } })
    expect(days).toEqual([])
  })

  test('say in which time zone which hours are working hours', async () => {
    const { hours } = await numbers({ ...lastHour(), zone: 'Europe/Madrid' })
    expect(hours).toEqual({ zone: 'Europe/Madrid', days: [1, 2, 3, 4, 5], from: 9, until: 18 })
  })

  test.each([
    ['no span', {}],
    ['a span that ends before it begins', { from: at(0), until: at(-1) }],
    ['more than 100 days', { from: at(-101 * 24 * HOUR), until: at(0) }],
    ['a zone that does not exist', { ...lastHour(), zone: 'Nowhere/None' }],
    ['something else', { ...lastHour(), colour: 'red' }],
  ])('are not told of %s', async (_, query) => {
    expect(codeOf(await ask(query))).toBe('invalid_message')
  })
})
