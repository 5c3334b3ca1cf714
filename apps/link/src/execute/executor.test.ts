import { type Command, effectiveOf, lockOf, type State, sizeOf } from '@boss-deployer/gate'
import { memoryStore } from '@boss-deployer/store'
import { faultyStore } from '@boss-deployer/testing'
import { describe, expect, test, vi } from 'vitest'
import { type Executor, startExecutor } from './executor.ts'
import type { Published } from './outcome.ts'

const actor = (id: string) => ({ id, name: id, via: 'api', device: null, groups: [] }) as const
const ci = { by: actor('ci'), at: 1, requestId: null, press: null }
const boss = { by: actor('boss'), at: 1, requestId: null, press: null }

const ask = (lock: string, requestId: string | null = null): Command => ({
  ...ci,
  requestId,
  type: 'lock',
  lock,
  gate: 'root',
  pipeline: 'shop',
  pipelineKey: 'shop',
  step: 'deploy',
  commit: null,
  requestedBy: null,
  hold: true,
  contextDigest: null,
})
const unlock = (lock: string): Command => ({ ...boss, type: 'unlock', lock, note: null })
const claim = (lock: string): Command => ({ ...ci, type: 'claim', lock, gate: null, commit: null })
const block: Command = { ...boss, type: 'block', gate: 'root', reason: null }

const blocked = {
  mode: 'blocked',
  changedAt: 1,
  changedBy: 'other',
  reason: null,
  until: null,
  sequence: 1,
  bypasses: [],
} as const
const blockOfAnotherWriter = (policy: NonNullable<ReturnType<typeof rootPolicy>>) => ({
  events: [
    {
      type: 'mode-changed',
      gate: 'root',
      from: 'default',
      to: 'blocked',
      reason: null,
      until: null,
      killed: [],
      ended: [],
      bypasses: [],
      at: 1,
      by: { id: 'other', name: 'other', via: 'api', device: null },
      request: null,
      press: null,
    } as const,
  ],
  gates: [{ path: 'root', policy, standing: blocked }],
  locks: [],
  presses: [],
  contexts: [],
})

function rootPolicy(state: State) {
  return state.gates?.value.policy
}

async function world(overtake?: Parameters<typeof faultyStore>[1], inner = memoryStore()) {
  const store = faultyStore(inner, overtake)
  const published: Published[] = []
  const errors: unknown[] = []
  const clock = { now: 1 }
  const executor = await startExecutor({
    store,
    clock: () => clock.now,
    publish: (news) => published.push(news),
    onError: (error) => errors.push(error),
  })
  return {
    store,
    executor,
    published,
    errors,
    clock,
    tell: () => published.flatMap(({ events }) => events.map(({ type }) => type)),
  }
}

describe('the executor', () => {
  test('stores commands that arrive together in one transaction, decided one after another', async () => {
    const { executor, store } = await world()
    const [asked, unlocked, claimed] = await Promise.all(
      [ask('a'), unlock('a'), claim('a')].map((each) => executor.execute(each)),
    )
    expect(store.appends).toEqual([3])
    expect([asked, unlocked, claimed].map((outcome) => outcome?.result.ok)).toEqual([true, true, true])
  })

  test('tells nobody before the commit, and the requester before everybody else', async () => {
    const { executor, published } = await world()
    let toldBefore = -1
    await executor.execute(ask('a'), { onStored: () => (toldBefore = published.length) })
    expect(toldBefore).toBe(0)
    expect(published).toHaveLength(1)
  })

  test('answers unavailable and changes nothing when a commit is refused', async () => {
    const { executor, store, tell, errors } = await world()
    store.faults.push('refused')
    const outcome = await executor.execute(ask('a'))
    expect(outcome.result).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(tell()).toEqual([])
    expect(errors).toHaveLength(1)
    expect(await store.lock('a')).toBeNull()
    expect((await executor.execute(ask('b'))).result.ok).toBe(true)
    expect(tell()).toEqual(['locked'])
  })

  test('reads the store anew after a commit whose end is unknown, and a repeated message gets the lock of the first', async () => {
    const { executor, store } = await world()
    store.faults.push('unknown')
    expect((await executor.execute(ask('a', 'build-1'))).result.ok).toBe(false)
    const again = await executor.execute(ask('b', 'build-1'))
    expect(again.result).toMatchObject({ ok: true, value: { about: 'a' } })
    expect(executor.state().sequence).toBe(1)
    expect(await store.lock('b')).toBeNull()
  })

  test('decides again on what another writer left', async () => {
    const policy = rootPolicy((await world()).executor.state())
    if (!policy) throw new Error('the root has a policy')
    const { executor, store } = await world(() => blockOfAnotherWriter(policy))
    store.faults.push('overtaken')
    const outcome = await executor.execute(ask('a'))
    expect(outcome.result).toMatchObject({ ok: false, error: { code: 'gate_blocked' } })
    expect(effectiveOf(executor.state(), 'root').mode).toBe('blocked')
  })

  test('reads anew what another writer stored before it answers a question', async () => {
    const policy = rootPolicy((await world()).executor.state())
    if (!policy) throw new Error('the root has a policy')
    const { executor, store } = await world()
    await store.append(0, blockOfAnotherWriter(policy))
    const state = await executor.present()
    expect(state && effectiveOf(state, 'root').mode).toBe('blocked')
  })

  test('does not know the present while the store does not answer', async () => {
    const broken = { ...memoryStore(), head: () => Promise.reject(new Error('gone')) }
    const executor = await startExecutor({ store: broken, clock: () => 1, publish: () => {}, onError: () => {} })
    expect(await executor.present()).toBeNull()
  })

  test('decides what is due before it answers a question', async () => {
    const { executor, clock } = await world()
    await executor.execute(ask('a'))
    clock.now += 25 * 60 * 60_000
    const state = await executor.present()
    expect(state?.sequence).toBe(3)
    expect(state && lockOf(state, 'a')).toBeUndefined()
  })

  test('loads a closed lock that a command names', async () => {
    const { executor } = await world()
    for (const command of [ask('a'), unlock('a'), claim('a')]) await executor.execute(command)
    expect(lockOf(executor.state(), 'a')).toBeUndefined()
    const again = await executor.execute(claim('a'))
    expect(again.result).toMatchObject({ ok: true, value: { about: 'a', event: null } })
  })

  test('gives the first answer to a repeated block, also after a default', async () => {
    const { executor } = await world()
    const named = { ...block, requestId: 'kept' }
    await executor.execute(named)
    await executor.execute({ ...boss, type: 'default', gate: 'root', reason: null })
    const again = await executor.execute(named)
    expect(again.result).toMatchObject({ ok: true, value: { event: { type: 'mode-changed', to: 'blocked' } } })
    expect(effectiveOf(executor.state(), 'root').mode).toBe('default')
  })

  test('hears what another link decided, once and in order, and decides on it', async () => {
    const shared = memoryStore()
    const [one, other] = [await world(undefined, shared), await world(undefined, shared)]
    await one.executor.execute(ask('a'))
    await vi.waitFor(() => expect(other.tell()).toEqual(['locked']))
    await other.executor.execute(unlock('a'))
    await one.executor.execute(claim('a'))
    const heard = ['locked', 'unlocked', 'claimed']
    await vi.waitFor(() => expect([one.tell(), other.tell()]).toEqual([heard, heard]))
    expect(other.executor.state().sequence).toBe(3)
    expect(sizeOf(other.executor.state().locks)).toBe(0)
  })

  test('decides what is due once, though several links see that it is', async () => {
    const shared = memoryStore()
    const links = [await world(undefined, shared), await world(undefined, shared), await world(undefined, shared)]
    for (const id of ['a', 'b', 'c']) await links[0]?.executor.execute(ask(id))
    for (const { clock } of links) clock.now += 25 * 60 * 60_000
    await Promise.all(links.map(({ executor }) => executor.tick()))
    const expired = ['a', 'b', 'c'].map(() => 'expired')
    for (const { executor, tell } of links) {
      await executor.present()
      expect(tell().filter((type) => type === 'expired')).toEqual(expired)
    }
    const stored = (await shared.history(0, 100)).filter(({ body }) => body.includes('"type":"expired"'))
    expect(stored).toHaveLength(3)
  })

  test('answers what changes nothing only of the end of the record, also when no news of it came', async () => {
    const shared = memoryStore()
    const deaf = { ...shared, follow: async () => async () => {} }
    const [one, other] = [await world(undefined, shared), await world(undefined, deaf)]
    await one.executor.execute(ask('a'))
    await one.executor.execute(block)
    expect((await other.executor.execute(unlock('a'))).result).toMatchObject({ error: { code: 'lock_ended' } })
    expect(other.tell()).toEqual(['locked', 'mode-changed'])
  })

  test('of two links that write all the time loses and doubles nothing', async () => {
    const shared = memoryStore()
    const links = [await world(undefined, shared), await world(undefined, shared), await world(undefined, shared)]
    const ids = Array.from({ length: 60 }, (_, index) => `lock-${index}`)
    const asked = ids.flatMap((id, index) => links[index % 3]?.executor.execute(ask(id, id)) ?? [])
    const answers = await Promise.all(asked)
    expect(answers.every((outcome) => outcome.result.ok)).toBe(true)
    await vi.waitFor(() => {
      for (const { tell } of links) expect(tell()).toEqual(ids.map(() => 'locked'))
    })
  })

  test('gets its turn beside a link that is quicker than it whenever it decides much at once', async () => {
    const shared = memoryStore()
    const rival = await world(undefined, shared)
    let rivals = 0
    const slow = await world(undefined, {
      ...shared,
      async append(expected, batch) {
        if (batch.events.length > 10) {
          rivals += 1
          await rival.executor.execute(ask(`rival-${rivals}`))
        }
        return shared.append(expected, batch)
      },
    })
    const ids = Array.from({ length: 40 }, (_, index) => `slow-${index}`)
    const answers = await Promise.all(ids.map((id) => slow.executor.execute(ask(id, id))))
    expect(answers.filter(({ result }) => !result.ok)).toEqual([])
    expect((await shared.history(0, 500)).length).toBe(40 + rivals)
  })

  test('tells nothing twice when only a part of what others decided could be read', async () => {
    const shared = memoryStore()
    const one = await world(undefined, shared)
    const ids = Array.from({ length: 501 }, (_, index) => `lock-${index}`)
    await Promise.all(ids.map((id) => one.executor.execute(ask(id))))
    let isBroken = true
    const flaky = {
      ...shared,
      history: (after: number, limit: number) =>
        after > 0 && isBroken ? Promise.reject(new Error('gone')) : shared.history(after, limit),
      load: () => memoryStore().load(),
    }
    const other = await world(undefined, flaky)
    expect(await other.executor.present()).toBeNull()
    expect(other.tell()).toHaveLength(500)
    isBroken = false
    expect((await other.executor.present())?.sequence).toBe(501)
    expect(other.tell()).toHaveLength(501)
  })

  test('knows what it tells: whoever comes in at that moment misses nothing', async () => {
    const shared = memoryStore()
    const one = await world(undefined, shared)
    const known: [told: number, known: number][] = []
    const other: Executor = await startExecutor({
      store: shared,
      clock: () => 1,
      publish: ({ state }) => known.push([state.sequence, other.state().sequence]),
      onError: () => {},
    })
    await one.executor.execute(ask('a'))
    await one.executor.execute(unlock('a'))
    await vi.waitFor(() => expect(known.at(-1)).toEqual([2, 2]))
    expect(known.every(([told, is]) => told === is)).toBe(true)
  })

  test('takes nothing more once it is closed', async () => {
    const { executor } = await world()
    const last = executor.execute(ask('a'))
    await executor.close()
    expect((await last).result.ok).toBe(true)
    expect((await executor.execute(ask('b'))).result).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  })
})
