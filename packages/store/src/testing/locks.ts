import { describe, expect, test } from 'vitest'
import type { LockFilter } from '../store.ts'
import { verifyChain } from '../verify.ts'
import { block, claim, forgetContext, lock, pass, reject, unlock } from './sayings.ts'
import type { Site } from './site.ts'
import { ci, storyOf } from './story.ts'

const of = (gate: string, pipeline: string | null = null, step: string | null = null): LockFilter => ({
  gate,
  pipeline,
  step,
})

export function testLocks(site: Site): void {
  const approved = async (filter: LockFilter, since: string | null, limit = 9) =>
    (await site.store.approved(filter, since, limit)).map(({ id }) => id)

  describe('locks', () => {
    test('are there by their ids, also once they have ended', async () => {
      const { store } = site
      const story = storyOf()
      await story.tell(store, lock('a'), lock('b'))
      await story.tell(store, reject('a'))
      expect(await store.lock('a')).toMatchObject({ id: 'a', state: 'rejected', end: { reason: 'not today' } })
      expect(await store.lock('b')).toMatchObject({ id: 'b', state: 'locked', order: 2 })
      expect(await store.lock('c')).toBe(null)
    })

    test('have a latest one, of any pipeline and step or of one', async () => {
      const { store } = site
      const shop = { pipeline: 'shop', step: 'deploy' }
      const batch = [lock('1', shop), lock('2', { ...shop, step: 'migrate' }), lock('3', { ...shop, pipeline: 'blog' })]
      await storyOf().tell(store, ...batch, block())
      const latest = async (filter: LockFilter) => (await store.latestLock(filter))?.id
      expect(await latest(of('root'))).toBe('3')
      expect(await latest(of('root', 'shop'))).toBe('2')
      expect(await latest(of('root', null, 'deploy'))).toBe('3')
      expect(await latest(of('root', 'shop', 'deploy'))).toBe('1')
      expect(await latest(of('root', 'blog', 'migrate'))).toBe(undefined)
      expect(await latest(of('blog'))).toBe(undefined)
    })
  })

  describe('approved locks', () => {
    test('come in the order in which they became listed, the one they are asked since first', async () => {
      const [a, b, c] = [lock('a'), lock('b'), lock('c')]
      await storyOf().tell(
        site.store,
        a,
        b,
        c,
        unlock('c'),
        unlock('a'),
        unlock('b'),
        claim('b'),
        claim('c'),
        claim('a'),
      )
      expect(await approved(of('root'), 'b')).toEqual(['b', 'c', 'a'])
      expect(await approved(of('root'), 'c')).toEqual(['c', 'a'])
      expect(await approved(of('root'), 'b', 2)).toEqual(['b', 'c'])
      expect(await approved(of('root'), 'b', 0)).toEqual([])
    })

    test('are only the latest one when nothing, or an unknown lock, is named', async () => {
      const filter = of('root', 'shop', 'deploy')
      expect(await approved(filter, null)).toEqual([])
      const others = [...pass('other', { pipeline: 'blog' }), lock('waiting')]
      await storyOf().tell(site.store, ...pass('a'), ...pass('b'), ...others)
      expect(await approved(filter, null)).toEqual(['b'])
      expect(await approved(filter, 'nobody')).toEqual(['b'])
      expect(await approved(filter, 'waiting')).toEqual(['b'])
      expect(await approved(filter, 'other')).toEqual(['b'])
      expect(await approved(filter, null, 0)).toEqual([])
    })

    test('are known newest first, with those that have ended since', async () => {
      const story = storyOf()
      await story.tell(site.store, ...pass('a'), lock('b', { hold: false }), unlock('b'), ...pass('c', { step: 's' }))
      await story.tell(site.store, lock('d'), block())
      const last = async (filter: LockFilter, limit: number) =>
        (await site.store.lastListed(filter, limit)).map(({ id, state }) => `${id} ${state}`)
      expect(await last(of('root'), 9)).toEqual(['c claimed', 'b killed', 'a claimed'])
      expect(await last(of('root', 'shop', 'deploy'), 1)).toEqual(['b killed'])
      expect(await last(of('elsewhere'), 9)).toEqual([])
    })

    test('are holding ones once claimed and others once unlocked', async () => {
      const story = storyOf()
      await story.tell(site.store, lock('holds'), lock('free', { hold: false }), unlock('holds'), unlock('free'))
      expect(await approved(of('root'), 'free')).toEqual(['free'])
      await story.tell(site.store, claim('holds'))
      expect(await approved(of('root'), 'free')).toEqual(['free', 'holds'])
    })

    test('are of one pipeline, one step or both when these are named', async () => {
      const batch = [
        ...pass('1', { step: 'deploy' }),
        ...pass('2', { step: 'migrate' }),
        ...pass('3', { pipeline: 'blog' }),
        ...pass('4', { step: 'deploy' }),
      ]
      await storyOf().tell(site.store, ...batch)
      expect(await approved(of('root'), '1')).toEqual(['1', '2', '3', '4'])
      expect(await approved(of('root', 'shop'), '1')).toEqual(['1', '2', '4'])
      expect(await approved(of('root', null, 'deploy'), '1')).toEqual(['1', '3', '4'])
      expect(await approved(of('root', 'shop', 'deploy'), '1')).toEqual(['1', '4'])
      expect(await approved(of('elsewhere'), '1')).toEqual([])
    })
  })

  describe('a message that named itself', () => {
    test('is known by its subject and id, with all that it was used for, oldest first', async () => {
      const { store } = site
      const story = storyOf()
      await story.tell(store, lock('a', { requestId: 'r', commit: 'c1' }), lock('b'))
      await story.tell(store, lock('c', { requestId: 'r', commit: 'c2' }))
      const common = { kind: 'lock', target: '["root","ci/shop","deploy"]' }
      expect(await store.asked(ci.id, 'r')).toEqual([
        { ...common, commit: 'c1', sequence: 1, lock: 'a' },
        { ...common, commit: 'c2', sequence: 3, lock: 'c' },
      ])
      expect(await store.asked('somebody', 'r')).toEqual([])
      expect(await store.asked(ci.id, 'R')).toEqual([])
    })

    test('is known also when its event is about no lock', async () => {
      await storyOf().tell(site.store, { type: 'block', gate: 'root', reason: null, requestId: 'r', by: ci })
      expect(await site.store.asked(ci.id, 'r')).toEqual([
        { kind: 'block', target: 'root', commit: null, sequence: 1, lock: null },
      ])
    })
  })

  test('a context lies beside its lock', async () => {
    const { store } = site
    const context = { lock: 'a', salt: 'c0ffee', json: '{"author":"Zoë \\u0000"}' }
    await store.append(0, storyOf().decide([lock('a'), lock('b')], [context]))
    expect(await store.context('a')).toEqual(context)
    expect(await store.context('b')).toBe(null)
  })

  describe('a context that is forgotten', () => {
    const contextOf = (id: string) => ({ lock: id, salt: 'c0ffee', json: '{"author":"Zoë"}' })
    const withContexts = async (...ids: readonly string[]) => {
      const story = storyOf()
      const sayings = ids.map((id) => lock(id, { contextDigest: `digest of ${id}` }))
      await site.store.append(0, story.decide(sayings, ids.map(contextOf)))
      return story
    }

    test('is erased with its salt by the event that says so; its digest stays, and the chain as it is', async () => {
      const { store } = site
      const story = await withContexts('a', 'b')
      await story.tell(store, reject('a'), reject('b'))
      const { head } = await story.tell(store, forgetContext('a'))
      expect([await store.context('a'), await store.context('b')]).toEqual([null, contextOf('b')])
      const at = story.state.at
      expect(await store.lock('a')).toMatchObject({ contextDigest: 'digest of a', contextForgottenAt: at })
      expect(await store.lock('b')).toMatchObject({ contextForgottenAt: null })
      const chain = await store.history(0, 99)
      expect(JSON.stringify(chain)).not.toContain('Zoë')
      expect(await verifyChain(chain, { head })).toEqual({ ok: true, value: head })
    })

    test('is not erased by an append that came too late', async () => {
      const { store } = site
      const story = await withContexts('a')
      await story.tell(store, reject('a'))
      expect(await store.append(1, story.decide([forgetContext('a')]))).toMatchObject({ ok: false })
      expect(await store.context('a')).toEqual(contextOf('a'))
    })

    test('is never written when it comes and goes in one batch', async () => {
      const sayings = [lock('a', { contextDigest: 'digest of a' }), reject('a'), forgetContext('a')]
      await site.store.append(0, storyOf().decide(sayings, [contextOf('a')]))
      expect(await site.store.context('a')).toBe(null)
    })

    test('leaves the locks whose contexts are kept, by the page, open and closed', async () => {
      const { store } = site
      const story = await withContexts('a', 'b', 'c', 'd')
      await story.tell(store, lock('e'), reject('b'), reject('c'), forgetContext('b'))
      const kept = async (after: string | null, limit: number) =>
        (await store.withContext(after, limit)).map(({ id, state }) => `${id} ${state}`)
      expect(await kept(null, 2)).toEqual(['a locked', 'c rejected'])
      expect(await kept('c', 2)).toEqual(['d locked'])
      expect(await kept('d', 2)).toEqual([])
    })
  })
}
