import { connectLink, type Link } from '@boss-deployer/client'
import { pressMac } from '@boss-deployer/protocol/gadget'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flawsOf, type RecordedEvent, readRecord } from '../crash/record.ts'
import { type Hall, openHall } from './hall.ts'

const PIPELINES = 20
const RUNS = 1_000
const tree = ['shop', 'shop.staging', 'shop.production'] as const

let hall: Hall
let pipelines: readonly Link[]
let boss: Link
let server: Link
let pressKey: string
let pressed = 0

beforeAll(async () => {
  hall = await openHall()
  for (const gate of tree.slice(1)) await hall.post('/gates', { gate })
  const gadget = await hall.post('/gadgets', {
    id: 'desk',
    name: 'desk',
    gate: 'shop',
    boss: { id: 'person:ada', name: 'ada' },
  })
  pressKey = String(gadget.press_key)
  const { token } = await hall.post('/tokens', { name: 'server', grants: [{ role: 'server', gate: 'root' }] })
  pipelines = Array.from({ length: PIPELINES }, () => connect('pipeline', hall.tokens.pipeline))
  boss = connect('console', hall.tokens.operator)
  server = connect('server', String(token))
  await Promise.all([...pipelines, boss, server].map((link) => link.welcome))
})

afterAll(async () => {
  await Promise.all([...pipelines, boss, server].map((link) => link.close()))
  await hall.close()
})

const connect = (role: 'pipeline' | 'console' | 'server', token: string) => connectLink({ url: hall.url, token, role })

function press(uuid: string) {
  pressed += 1
  const signed = { gadget: 'desk', counter: pressed, action: 'unlock', target: uuid } as const
  return server.send('unlock', {
    uuid,
    press: { gadget: 'desk', counter: pressed, action: 'unlock', uuid, mac: pressMac(pressKey, signed) },
  })
}

/** Each pipeline asks at one of the three gates, all at once. */
async function askAll(): Promise<readonly string[]> {
  const asked = await Promise.all(
    pipelines.map((link, place) =>
      link.send('lock', { gate: tree[place % tree.length] ?? 'shop', pipeline: `p${place}`, step: 'deploy' }),
    ),
  )
  return asked.map((answer) => {
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value.lock
  })
}

const recordSince = async (sequence: number): Promise<readonly RecordedEvent[]> =>
  (await readRecord(hall.tokens)).slice(sequence)
const turn = (status: 'blocked' | 'default') => boss.send('status', { status, gate: 'shop' })

describe('twenty pipelines at three gates of one tree', () => {
  test('are answered in order of request by the presses of one gadget above them', async () => {
    const before = (await readRecord(hall.tokens)).length
    await askAll()
    const order = (await recordSince(before)).map(({ lock }) => lock)
    for (const _ of order) {
      const head = await boss.send('sync', { after: 0 })
      const shown = head.ok ? head.value.gates.find(({ gate }) => gate === 'shop')?.head?.uuid : undefined
      expect((await press(shown ?? '')).ok).toBe(true)
    }
    const unlocked = (await recordSince(before)).filter(({ type }) => type === 'unlocked').map(({ lock }) => lock)
    expect(unlocked).toEqual(order)
    await turn('blocked')
    await turn('default')
  })

  test('are killed in one event by a block of the gate above', async () => {
    const locks = await askAll()
    const before = (await readRecord(hall.tokens)).length
    await turn('blocked')
    const since = await recordSince(before)
    expect(since).toHaveLength(1)
    expect([...(since[0]?.killed ?? [])].sort()).toEqual([...locks].sort())
    await turn('default')
  })

  test('get nothing by a press for a lock that has just ended', async () => {
    const [first] = await askAll()
    const before = (await readRecord(hall.tokens)).length
    await pipelines[0]?.send('cancel', { uuid: first ?? '' })
    expect(await press(first ?? '')).toMatchObject({ ok: false, error: { code: 'lock_ended' } })
    expect((await recordSince(before)).map(({ type }) => type)).toEqual(['cancelled', 'press-refused'])
    await turn('blocked')
    await turn('default')
  })

  test(`never pass after the block, in ${RUNS} interleavings of block, unlock, claim and cancel`, {
    timeout: 600_000,
  }, async () => {
    const action = fc.record({
      what: fc.constantFrom('unlock', 'claim', 'cancel', 'press'),
      place: fc.nat(PIPELINES - 1),
    })
    const run = fc.record({ actions: fc.array(action, { minLength: 5, maxLength: 30 }), blockAt: fc.nat(30) })
    await fc.assert(fc.asyncProperty(run, interleaved), { numRuns: RUNS })
    expect(flawsOf(await readRecord(hall.tokens))).toEqual([])
  })
})

interface Run {
  readonly actions: readonly { readonly what: 'unlock' | 'claim' | 'cancel' | 'press'; readonly place: number }[]
  readonly blockAt: number
}

async function interleaved({ actions, blockAt }: Run): Promise<void> {
  const locks = await askAll()
  const after = await sequenceNow()
  const block = Math.min(blockAt, actions.length)
  const answers = await Promise.all([
    ...actions.slice(0, block).map(act),
    turn('blocked').then(({ ok }) => ({ what: 'block', ok, uuid: '' })),
    ...actions.slice(block).map(act),
  ])
  const events = await eventsAfter(after)
  const blockedAt = events.findIndex(({ type }) => type === 'mode-changed')
  const claimed = (part: typeof events) => part.filter(({ type }) => type === 'claimed').map(({ lock }) => lock)
  expect(blockedAt).toBeGreaterThanOrEqual(0)
  expect(claimed(events.slice(blockedAt))).toEqual([])
  const told = new Set<string | null>(answers.filter(({ what, ok }) => what === 'claim' && ok).map(({ uuid }) => uuid))
  expect(told).toEqual(new Set(claimed(events)))
  await turn('default')

  async function act({ what, place }: Run['actions'][number]) {
    const uuid = locks[place] ?? ''
    const link = pipelines[place]
    if (!link) throw new Error('there are twenty pipelines')
    const sent = {
      unlock: () => boss.send('unlock', { uuid }),
      press: () => press(uuid),
      claim: () => link.send('claim', { uuid }),
      cancel: () => link.send('cancel', { uuid }),
    }
    return { what, ok: (await sent[what]()).ok, uuid }
  }
}

async function sequenceNow(): Promise<number> {
  const head = await hall.get('/history/head')
  return Number(head.sequence)
}

async function eventsAfter(
  sequence: number,
): Promise<readonly { readonly type: string; readonly lock: string | null }[]> {
  const synced = await boss.send('sync', { after: sequence })
  if (!synced.ok) throw new Error(synced.error.message)
  return synced.value.events.map((event) => ({
    type: event.type,
    lock: typeof event.lock === 'string' ? event.lock : null,
  }))
}
