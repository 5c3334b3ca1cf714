import { type EventOf, fail, ok } from '@boss-deployer/gate'
import { describe, expect, test } from 'vitest'
import type { Principal } from '../auth/principal.ts'
import { accessNews } from './access-news.ts'
import { authorityOf } from './authority.ts'
import type { Guest } from './guest.ts'

const leaver: Principal = {
  ...{ credential: 'c1', subject: 'token:leaver', name: 'leaver', groups: [], expiresAt: null, via: 'api' },
  ...{ grants: [{ role: 'approver', gate: 'root' }], proven: null, onlyLock: null, lastUsedAt: null },
}
const revoked = fail({ code: 'unauthenticated', message: 'this token was revoked' } as const)
const none = () => undefined
const many = { hasManyWriters: true }

describe('who sits at a socket', () => {
  test('is not asked for again where nobody else writes', async () => {
    const prove: Guest['prove'] = () => Promise.reject(new Error('asked'))
    expect(await authorityOf({ principal: leaver, prove }, { hasManyWriters: false }, none)()).toEqual(ok(leaver))
  })

  test('is asked for anew after every message that came before, and what came at once shares one asking', async () => {
    let asked = 0
    const prove: Guest['prove'] = async () => {
      asked += 1
      return asked === 1 ? ok(leaver) : revoked
    }
    const authority = authorityOf({ principal: leaver, prove }, many, none)
    const order: number[] = []
    const first = [1, 2, 3].map((place) => authority().then(({ ok: isIn }) => isIn && order.push(place)))
    await Promise.all(first)
    expect([asked, order]).toEqual([1, [1, 2, 3]])
    expect(await authority()).toEqual(revoked)
  })

  test('is not known while the store does not answer, and is again afterwards', async () => {
    let isBroken = true
    const prove: Guest['prove'] = async () => {
      if (isBroken) throw new Error('gone')
      return ok(leaver)
    }
    const authority = authorityOf({ principal: leaver, prove }, many, none)
    expect(await authority()).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    isBroken = false
    expect(await authority()).toEqual(ok(leaver))
  })
})

describe('news of who may do what', () => {
  const by = { id: 'ada', name: 'ada', via: 'api', device: null } as const
  const trace = { at: 1, by, request: null, press: null }
  const change = (kind: 'token' | 'gadget', what: 'made' | 'changed' | 'revoked'): EventOf<'access-changed'> => ({
    ...trace,
    type: 'access-changed',
    gate: 'root',
    kind,
    change: what,
    subject: leaver.subject,
    name: 'leaver',
    grants: [],
    groups: [],
    expiresAt: null,
  })

  function hall(prove: Guest['prove']) {
    const time = { now: 0 }
    let ended = 0
    let told = 0
    const socket = {
      data: { guest: { principal: leaver, prove } },
      disconnect: () => {
        ended += 1
      },
    }
    const news = accessNews({
      hold: async () => undefined,
      sockets: () => [socket],
      clock: () => time.now,
      tellServers: async () => {
        told += 1
      },
      onError: none,
    })
    return { news, time, ended: () => ended, told: () => told }
  }

  test('ends the sockets of who lost it, also when the trace comes before the change', async () => {
    let answer: Awaited<ReturnType<Guest['prove']>> = ok(leaver)
    const { news, ended } = hall(async () => answer)
    news.note([change('token', 'revoked')])
    await news.tick()
    expect(ended()).toBe(0)
    answer = revoked
    await news.tick()
    expect(ended()).toBe(1)
  })

  test('ends those who may something else now, and nobody while it cannot be known', async () => {
    const changed = hall(async () => ok({ ...leaver, grants: [{ role: 'viewer', gate: 'root' }] }))
    const broken = hall(() => Promise.reject(new Error('gone')))
    for (const { news } of [changed, broken]) {
      news.note([change('token', 'changed')])
      await news.tick()
    }
    expect([changed.ended(), broken.ended()]).toEqual([1, 0])
  })

  test('is looked at for a while and then no more', async () => {
    let asked = 0
    const { news, time } = hall(async () => {
      asked += 1
      return ok(leaver)
    })
    news.note([change('token', 'made')])
    await news.tick()
    expect(asked).toBe(0)
    news.note([change('token', 'changed')])
    await news.tick()
    time.now += 11_000
    await news.tick()
    await news.tick()
    expect(asked).toBe(2)
  })

  test('of gadgets goes to the servers', async () => {
    const { news, time, told } = hall(async () => ok(leaver))
    await news.tick()
    expect(told()).toBe(0)
    news.note([change('gadget', 'revoked')])
    await news.tick()
    time.now += 11_000
    await news.tick()
    expect(told()).toBe(1)
  })
})
