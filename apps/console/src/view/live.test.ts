import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createHub, type Order, person } from '../testing/hub.ts'
import { fakeLink } from '../testing/link.ts'
import { type LiveOptions, openLive } from './live.ts'

const uuid = (index: number) => `00000000-0000-7000-8000-00000000000${index}`
const asks = (index: number): Order => ({
  type: 'lock',
  lock: uuid(index),
  gate: 'root',
  pipeline: 'shop',
  pipelineKey: 'shop',
  step: `step-${index}`,
  commit: null,
  requestedBy: null,
  hold: true,
  contextDigest: null,
})

function setUp(kept?: LiveOptions['kept']) {
  const hub = createHub()
  const now = () => Date.now()
  const link = fakeLink(hub, person('ada'), now)
  hub.run(person('ci'), now(), asks(1))
  const { sequence } = hub.sync(0)
  const readHistory = vi.fn(async (before: number | null) => ({
    ok: true as const,
    value: hub.history(before ?? Number.MAX_SAFE_INTEGER, 50),
  }))
  const live = openLive({ link, readHistory, sequence, now, kept })
  const settle = () => vi.advanceTimersByTimeAsync(1_000)
  const steps = () => live.snapshot().view.locks.map(({ step }) => step)
  return {
    hub,
    link,
    live,
    readHistory,
    settle,
    steps,
    ask: (index: number) => hub.run(person('ci'), now(), asks(index)),
  }
}

describe('the page', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('that was kept shows what was true last, as away, until the link has told what is true now', async () => {
    const before = setUp()
    before.link.reconnect()
    await before.settle()
    const { view, log } = before.live.snapshot()
    const { live, link, settle, steps, ask } = setUp({ view, log, since: 7 })
    expect(live.snapshot()).toMatchObject({ view, log, standing: { state: 'away', since: 7 } })
    ask(2)
    link.reconnect()
    await settle()
    expect(live.snapshot().standing.state).toBe('live')
    expect(steps()).toEqual(['step-1', 'step-2'])
    expect(live.snapshot().log.events.map(({ type }) => type)).toEqual(['locked', 'locked'])
  })

  test('knows nothing before the first sync, then everything', async () => {
    const { live, link, settle, steps } = setUp()
    expect(live.snapshot().standing.state).toBe('connecting')
    link.reconnect()
    await settle()
    expect(live.snapshot().standing.state).toBe('live')
    expect(steps()).toEqual(['step-1'])
    expect(live.snapshot().log).toMatchObject({ state: 'read', events: [{ type: 'locked' }] })
  })

  test('hears of a lock at once, whole, and soon after what only a sync tells', async () => {
    const { link, live, settle, ask, steps } = setUp()
    link.reconnect()
    await settle()
    ask(2)
    expect(steps()).toEqual(['step-1', 'step-2'])
    const { expiresAt, requester } = live.snapshot().view.locks[1] ?? {}
    expect([expiresAt, requester]).toEqual([expect.any(String), 'ci'])
    expect(live.snapshot().log.events).toHaveLength(1)
    await settle()
    expect(live.snapshot().view.locks[1]).toMatchObject({ expiresAt, requester })
    expect(live.snapshot().log.events).toHaveLength(2)
  })

  test('asks once for many messages', async () => {
    const { link, settle, ask } = setUp()
    link.reconnect()
    await settle()
    const before = link.sent.length
    for (const index of [2, 3, 4, 5]) ask(index)
    await settle()
    expect(link.sent.length - before).toBe(1)
  })

  test('keeps the last known state while the link is away, and heals when it is back', async () => {
    const { hub, link, live, settle, ask, steps } = setUp()
    link.reconnect()
    await settle()
    link.cut()
    expect(live.snapshot().standing).toEqual({ state: 'away', since: Date.now() })
    ask(2)
    hub.run(person('bo'), Date.now(), { type: 'reject', lock: uuid(1), reason: 'no' })
    expect(steps()).toEqual(['step-1'])
    link.reconnect()
    await settle()
    expect(steps()).toEqual(['step-2'])
    expect(live.snapshot().view.endings.get(uuid(1))).toEqual({ state: 'rejected', by: 'bo', reason: 'no' })
    expect(live.snapshot().standing.state).toBe('live')
    expect(live.snapshot().log.events).toHaveLength(3)
  })

  test('is not live on a connection alone: the state has to be known', async () => {
    const { link, live, settle } = setUp()
    link.delayMs = 400
    link.reconnect()
    await vi.advanceTimersByTimeAsync(200)
    expect(live.snapshot().standing.state).toBe('connecting')
    link.cut()
    await settle()
    expect(live.snapshot().standing.state).toBe('away')
    link.reconnect()
    await settle()
    expect(live.snapshot().standing.state).toBe('live')
  })

  test('says when the session has ended', async () => {
    const { link, live } = setUp()
    link.refuse()
    expect(live.snapshot().standing).toMatchObject({ state: 'ended', error: { code: 'unauthenticated' } })
  })

  test('tries the history again after it could not be read', async () => {
    const { link, live, readHistory, settle } = setUp()
    readHistory.mockResolvedValueOnce({ ok: false, error: { code: 'unavailable', message: 'away' } } as never)
    link.reconnect()
    await settle()
    expect(live.snapshot().log.state).toBe('unread')
    await live.readOlder()
    expect(live.snapshot().log).toMatchObject({ state: 'read', more: false })
  })
})
