import { describe, expect, test } from 'vitest'
import type { Credential } from '../store.ts'
import type { Site } from './site.ts'

const credential = (id: string, over: Partial<Credential> = {}): Credential => ({
  id,
  kind: 'token',
  secretHash: `hash-${id}`,
  subject: `token:${id}`,
  name: `Token "${id}" ✓`,
  grants: [
    { role: 'pipeline', gate: 'shop' },
    { role: 'viewer', gate: 'blog.test' },
  ],
  about: null,
  createdAt: 1000,
  createdBy: 'person:ada',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  ...over,
})

export function testCredentials(site: Site): void {
  const { keepsAfterClose } = site.capabilities

  describe('credentials', () => {
    test('are found by the hash of their secret, as they were added', async () => {
      const { credentials } = site.store
      const [one, other] = [
        credential('a', { expiresAt: 2000, about: 'lock 7' }),
        credential('b', { grants: [], createdBy: null }),
      ]
      await credentials.add(one)
      await credentials.add(other)
      expect(await credentials.bySecretHash('hash-a')).toEqual(one)
      expect(await credentials.bySecretHash('hash-b')).toEqual(other)
      expect(await credentials.bySecretHash('hash-c')).toBe(null)
    })

    test('are listed by kind, oldest first', async () => {
      const { credentials } = site.store
      await credentials.add(credential('young', { createdAt: 3000 }))
      await credentials.add(credential('session', { kind: 'session' }))
      await credentials.add(credential('old', { createdAt: 2000 }))
      expect((await credentials.list('token')).map(({ id }) => id)).toEqual(['old', 'young'])
      expect((await credentials.list('session')).map(({ id }) => id)).toEqual(['session'])
      expect(await credentials.list('code')).toEqual([])
    })

    test.each([
      { id: 'a', secretHash: 'new' },
      { id: 'new', secretHash: 'hash-a' },
    ])('have an id and a secret of their own: %o is refused beside a', async (same) => {
      const { credentials } = site.store
      await credentials.add(credential('a'))
      await expect(credentials.add(credential('b', same))).rejects.toMatchObject({ code: 'invalid' })
      expect(await credentials.list('token')).toEqual([credential('a')])
    })

    test('are revoked once, and stay known', async () => {
      const { credentials } = site.store
      await credentials.add(credential('a'))
      expect(await credentials.revoke('a', 5000)).toBe(true)
      expect(await credentials.revoke('a', 6000)).toBe(false)
      expect(await credentials.revoke('b', 5000)).toBe(false)
      expect(await credentials.bySecretHash('hash-a')).toEqual(credential('a', { revokedAt: 5000 }))
    })

    test('note their last use, which does not go back, and let be whom nobody knows', async () => {
      const { credentials } = site.store
      await credentials.add(credential('a'))
      await credentials.add(credential('b'))
      await credentials.touch(
        new Map([
          ['a', 7000],
          ['nobody', 7000],
        ]),
      )
      await credentials.touch(new Map([['a', 6000]]))
      expect(await credentials.bySecretHash('hash-a')).toEqual(credential('a', { lastUsedAt: 7000 }))
      expect(await credentials.bySecretHash('hash-b')).toEqual(credential('b'))
    })

    test('of one use are taken by one of two who come at the same time', async () => {
      const { credentials } = site.store
      const code = credential('a', { kind: 'code' })
      await credentials.add(code)
      const taken = await Promise.all([credentials.take('code', 'hash-a'), credentials.take('code', 'hash-a')])
      expect(taken.filter((each) => each !== null)).toEqual([code])
      expect(await credentials.take('code', 'hash-a')).toBe(null)
      expect(await credentials.bySecretHash('hash-a')).toBe(null)
    })

    test('are not taken when they are no code, one for something else, or a revoked one', async () => {
      const { credentials } = site.store
      await credentials.add(credential('token'))
      await credentials.add(credential('code', { kind: 'code' }))
      await credentials.add(credential('gadget', { kind: 'enrolment' }))
      await credentials.revoke('code', 5000)
      expect(await credentials.take('code', 'hash-gadget')).toBe(null)
      expect(await credentials.take('enrolment', 'hash-gadget')).toMatchObject({ id: 'gadget' })
      expect(await credentials.take('code', 'hash-token')).toBe(null)
      expect(await credentials.take('code', 'hash-code')).toBe(null)
      expect(await credentials.bySecretHash('hash-token')).toEqual(credential('token'))
    })

    test('that have ended are forgotten, tokens and endless ones are not', async () => {
      const { credentials } = site.store
      for (const kind of ['token', 'session', 'code', 'enrolment', 'lock'] as const) {
        await credentials.add(credential(`old ${kind}`, { kind, expiresAt: 4999 }))
        await credentials.add(credential(`${kind}`, { kind, expiresAt: 5000 }))
      }
      await credentials.add(credential('endless', { kind: 'session' }))
      expect(await credentials.forgetEnded(5000)).toBe(4)
      expect(await credentials.forgetEnded(5000)).toBe(0)
      const left = [...(await credentials.list('session')), ...(await credentials.list('lock'))]
      expect(left.map(({ id }) => id).sort()).toEqual(['endless', 'lock', 'session'])
      expect(await credentials.list('token')).toHaveLength(2)
    })

    if (keepsAfterClose)
      test('are there after the store was closed and opened again', async () => {
        await site.store.credentials.add(credential('a'))
        await site.reopen()
        expect(await site.store.credentials.list('token')).toEqual([credential('a')])
      })
  })
}
