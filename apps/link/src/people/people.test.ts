import { fail, ok, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import { memoryStore } from '@boss-deployer/store'
import { beforeEach, describe, expect, test } from 'vitest'
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
let answer: Result<unknown, WireError>
let recorded: string[]
let people: People

beforeEach(() => {
  now = Date.now()
  answer = ok(null)
  recorded = []
  people = openPeople({
    store: memoryStore(),
    ...{ clock: () => now, secret: 's'.repeat(32), url: () => 'http://127.0.0.1:8000', sso: null },
    record: async ({ change, name }) => {
      recorded.push(`${change} ${name}`)
      return answer
    },
    security: () => undefined,
    endSockets: () => undefined,
    onError: () => undefined,
  })
})

const joinBy = (code: string) =>
  people.join({ code, name: 'Ada', email: 'ada@example.com', password: 'a long password' }, from)

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
    answer = fail({ code: 'unavailable', message: 'not now' })
    expect(await joinBy(code)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(await people.list()).toEqual([])
    answer = ok(null)
    expect(await joinBy(code)).toMatchObject({ ok: true })
  })

  test('ends by itself', async () => {
    const { code } = await people.invite(invitation)
    now += times.invitation
    expect(await joinBy(code)).toMatchObject({ ok: false, error: { code: 'unauthenticated' } })
  })
})
