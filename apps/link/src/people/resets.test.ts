import { type Actor, fail, ok, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import { memoryStore } from '@boss-deployer/store'
import { beforeEach, describe, expect, test } from 'vitest'
import { openPeople, type People } from './people.ts'
import type { PersonRow } from './tables.ts'
import { times } from './times.ts'

const from = { address: '127.0.0.1', agent: 'a test' }
const grants = [{ role: 'approver', gate: 'shop' }] as const
const operator: Actor = { id: 'token:op', name: 'op', via: 'api', device: null, groups: [] }
const password = 'another long password'

let now: number
let answer: Result<unknown, WireError>
let recorded: string[]
let people: People
let ada: PersonRow
let cookie: string

beforeEach(async () => {
  now = Date.now()
  answer = ok(null)
  recorded = []
  people = openPeople({
    store: memoryStore(),
    ...{ clock: () => now, secret: 's'.repeat(32), url: () => 'http://127.0.0.1:8000', sso: null },
    record: async ({ change, name }, by) => {
      recorded.push(`${by.name} ${change} ${name}`)
      return answer
    },
    security: () => undefined,
    endSockets: () => undefined,
    onError: () => undefined,
  })
  const { code } = await people.invite({ name: 'Ada', grants, groups: [], invitedBy: 'token:op' })
  const joined = await people.join({ code, name: 'Ada', email: 'ada@example.com', password: 'a long password' }, from)
  if (!joined.ok) throw new Error(joined.error.message)
  ada = joined.value.person
  cookie = joined.value.cookie
  recorded = []
})

async function offered(): Promise<string> {
  const reset = await people.offerReset(ada, operator)
  if (!reset.ok) throw new Error(reset.error.message)
  return reset.value.code
}

/** Whether Ada gets in by this password, as the library checks it. */
async function isHers(text: string): Promise<boolean> {
  const { context } = await people.library()
  const account = await context.internalAdapter.findCredentialAccount(ada.id)
  return context.password.verify({ hash: account?.password ?? '', password: text })
}

const over = { ok: false, error: { code: 'unauthenticated' } }

describe('a new password by an address', () => {
  test('is set once, ends every session, and both steps are in the record', async () => {
    expect(await people.sessions(ada.id)).toHaveLength(1)
    const code = await offered()
    const both = await Promise.all([people.resetPassword({ code, password }), people.resetPassword({ code, password })])
    expect(both.map(({ ok: isSet }) => isSet)).toEqual([true, false])
    expect([await isHers(password), await isHers('a long password')]).toEqual([true, false])
    expect(await people.sessions(ada.id)).toEqual([])
    expect(await people.prove(people.carried(cookie.split('.')[0] ?? ''))).toMatchObject(over)
    expect(recorded).toEqual(['op reset Ada', 'Ada reset Ada'])
  })

  test('is for somebody who came without one, too', async () => {
    const { context } = await people.library()
    await context.internalAdapter.deleteAccounts(ada.id)
    expect(await people.resetPassword({ code: await offered(), password })).toMatchObject({ ok: true })
    expect(await isHers(password)).toBe(true)
  })

  test('is not set by a code that nobody made, nor by one of the two when the other was used', async () => {
    expect(await people.resetPassword({ code: 'reset_x', password })).toMatchObject(over)
    const [first, second] = [await offered(), await offered()]
    expect(await people.resetPassword({ code: second, password })).toMatchObject({ ok: true })
    expect(await people.resetPassword({ code: first, password: 'a third password' })).toMatchObject(over)
    expect(await isHers(password)).toBe(true)
  })

  test('is not set after the end of its code', async () => {
    const code = await offered()
    now += times.passwordReset
    expect(await people.resetPassword({ code, password })).toMatchObject(over)
    expect(await isHers('a long password')).toBe(true)
  })

  test('is not set once somebody may do something else, or is revoked', async () => {
    const changed = await offered()
    await people.change(ada, { grants: [{ role: 'operator', gate: 'root' }] }, operator)
    expect(await people.resetPassword({ code: changed, password })).toMatchObject(over)
    const revoked = await offered()
    await people.revoke(ada, operator)
    expect(await people.resetPassword({ code: revoked, password })).toMatchObject(over)
  })

  test('is not set, and the code still counts, when the record refuses', async () => {
    const code = await offered()
    answer = fail({ code: 'unavailable', message: 'not now' })
    expect(await people.resetPassword({ code, password })).toMatchObject({ error: { code: 'unavailable' } })
    expect(await people.sessions(ada.id)).toHaveLength(1)
    expect(await people.offerReset(ada, operator)).toMatchObject({ error: { code: 'unavailable' } })
    answer = ok(null)
    expect(await people.resetPassword({ code, password })).toMatchObject({ ok: true })
  })

  test('leaves no way in for a command line that was about to be let in', async () => {
    const { context } = await people.library()
    const waiting = { deviceCode: 'd', userCode: 'ABCD', userId: ada.id, status: 'approved', clientId: 'boss' }
    await context.adapter.create<Record<string, unknown>>({
      model: 'deviceCode',
      data: { ...waiting, expiresAt: new Date(now + times.deviceCode) },
    })
    await people.resetPassword({ code: await offered(), password })
    expect(await context.adapter.count({ model: 'deviceCode' })).toBe(0)
  })
})
