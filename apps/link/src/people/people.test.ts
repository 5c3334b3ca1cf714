import { fail, ok, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import { memoryStore } from '@boss-deployer/store'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Principal } from '../auth/principal.ts'
import { openPeople, type People } from './people.ts'
import { times } from './times.ts'

const from = { address: '127.0.0.1', agent: 'a test' }
const invitation = {
  name: 'Ada',
  grants: [{ role: 'approver', gate: 'shop' }],
  groups: ['ops'],
  invitedBy: 'token:op',
} as const

let now: number
let answer: () => Promise<Result<unknown, WireError>>
let seated: Principal[]
let ended: string[]
let recorded: string[]
let people: People

beforeEach(() => {
  now = Date.now()
  answer = async () => ok(null)
  seated = []
  ended = []
  recorded = []
  people = openPeople({
    store: memoryStore(),
    ...{ clock: () => now, secret: 's'.repeat(32), url: () => 'http://127.0.0.1:8000', sso: null },
    record: async ({ change, name }) => {
      recorded.push(`${change} ${name}`)
      return answer()
    },
    security: () => undefined,
    endSockets: (isOver) => void ended.push(...seated.filter(isOver).map(({ subject }) => subject)),
    onError: () => undefined,
  })
})

const joinBy = (code: string) =>
  people.join({ code, name: 'Ada', email: 'ada@example.com', password: 'a long password' }, from)

const by = { id: 'token:op', name: 'op', via: 'api', device: null, groups: [] } as const
const crash = new Error('the link was killed')

describe('what the record says of somebody', () => {
  async function joined() {
    const joining = await joinBy((await people.invite(invitation)).code)
    if (!joining.ok) throw new Error(joining.error.message)
    const { person, cookie } = joining.value
    const session = people.carried(cookie.split('.')[0] ?? '')
    const proven = await people.prove(session)
    if (proven.ok) seated.push(proven.value)
    return { person, session, subject: `person:${person.id}` }
  }

  test('is done once it is read, when the link died after it was recorded', async () => {
    const { person, subject, session } = await joined()
    answer = () => Promise.reject(crash)
    await expect(people.revoke(person, by)).rejects.toBe(crash)
    expect(await people.prove(session)).toMatchObject({ ok: true })
    await people.holdTo({ change: 'revoked', subject, grants: [], groups: [] })
    expect(await people.prove(session)).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
    expect(ended).toEqual([subject])
  })

  test('may be less than they had, and lets those be who have it already', async () => {
    const { person, subject, session } = await joined()
    const less = { grants: [{ role: 'viewer', gate: 'shop' }], groups: [] } as const
    answer = () => Promise.reject(crash)
    await expect(people.change(person, less, by)).rejects.toBe(crash)
    for (const _ of [1, 2]) await people.holdTo({ change: 'changed', subject, ...less })
    expect(await people.prove(session)).toMatchObject({ ok: true, value: less })
    expect(ended).toEqual([subject])
  })
})

describe('an open socket', () => {
  const HOUR = 3_600_000

  async function seat() {
    const joining = await joinBy((await people.invite(invitation)).code)
    const cookie = joining.ok ? joining.value.cookie : ''
    const proven = await people.prove(people.carried(cookie.split('.')[0] ?? ''))
    if (!proven.ok) throw new Error(proven.error.message)
    return proven.value
  }

  test('that only hears ends when nobody has used its session for long, and a message revives it no more', async () => {
    const socket = await seat()
    now += times.idle - 1
    expect(await people.hasGoneIdle(socket)).toBe(false)
    now += 1
    expect(await people.hasGoneIdle(socket)).toBe(true)
    expect(await people.use(socket)).toBe(false)
  })

  test('stays while somebody uses it, up to the end of the session', async () => {
    const socket = await seat()
    for (let hour = 0; hour < 7 * 24 - 1; hour += 1) {
      now += HOUR
      expect(await people.use(socket)).toBe(true)
    }
    now += HOUR + 60_000
    expect(socket.expiresAt).toBeLessThanOrEqual(now)
  })

  test('of a token has no idle end', async () => {
    const token = { ...(await seat()), subject: 'token:ci', credential: 'some token' }
    now += 10 * times.idle
    expect(await people.hasGoneIdle(token)).toBe(false)
    expect(await people.use(token)).toBe(true)
  })
})

describe('an invitation', () => {
  test('makes one person, who may what it says, and is over then', async () => {
    const { code } = await people.invite(invitation)
    const both = await Promise.all([joinBy(code), joinBy(code)])
    expect(both.map((joined) => joined.ok)).toEqual([true, false])
    const [first] = both
    const proven = first.ok ? await people.prove(people.carried(first.value.cookie.split('.')[0] ?? '')) : first
    expect(proven).toMatchObject({ ok: true, value: { name: 'Ada', grants: invitation.grants, groups: ['ops'] } })
    expect(recorded).toEqual(['made Ada'])
  })

  test('that the record refuses leaves nothing half done, and can be answered again', async () => {
    const { code } = await people.invite(invitation)
    answer = async () => fail({ code: 'unavailable', message: 'not now' })
    expect(await joinBy(code)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(await people.list()).toEqual([])
    answer = async () => ok(null)
    expect(await joinBy(code)).toMatchObject({ ok: true })
  })

  test('ends by itself', async () => {
    const { code } = await people.invite(invitation)
    now += times.invitation
    expect(await joinBy(code)).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
  })
})
