import { type GrantRole, rightsOf } from '@boss-deployer/protocol'
import { memoryStore } from '@boss-deployer/store'
import { expect, test } from 'vitest'
import { authenticator } from '../auth/credentials.ts'
import { gadgetDesk } from '../auth/gadgets.ts'
import { startExecutor } from '../execute/executor.ts'
import type { Caller } from './caller.ts'
import { handle } from './handle.ts'
import type { Parts } from './parts.ts'

const as = (role: GrantRole): Caller => ({
  principal: {
    credential: role,
    subject: `token:${role}`,
    name: role,
    grants: [{ role, gate: 'root' }],
    groups: [],
    expiresAt: null,
    via: 'api',
    proven: null,
    onlyLock: null,
    lastUsedAt: null,
  },
  rights: rightsOf[role],
  gate: null,
  subscribe: () => undefined,
})

async function openParts(): Promise<Parts & { readonly time: { now: number } }> {
  const store = memoryStore()
  const time = { now: 1_000 }
  const clock = () => time.now
  const executor = await startExecutor({ store, clock, publish: () => {}, onError: () => {} })
  const { issueForLock } = authenticator(store, clock)
  return { store, executor, clock, gadgets: gadgetDesk(store, clock, async () => null), issueForLock, time }
}

async function unlockedLock(parts: Parts): Promise<string> {
  const asked = await handle('lock', { pipeline: 'shop', step: 'deploy', hold: false }, as('pipeline'), parts)
  const uuid = asked.ok && 'lock' in asked.value ? String(asked.value.lock) : ''
  await handle('unlock', { uuid }, as('operator'), parts)
  return uuid
}

test('an approval that nobody holds is listed once it is unlocked', async () => {
  const parts = await openParts()
  const uuid = await unlockedLock(parts)
  expect(await handle('approved', {}, as('pipeline'), parts)).toMatchObject({ value: { locks: [uuid] } })
})

test('an approval that a block killed is not listed again after a default, and those after it are', async () => {
  const parts = await openParts()
  const killed = await unlockedLock(parts)
  await handle('status', { status: 'blocked' }, as('operator'), parts)
  expect(await handle('approved', {}, as('pipeline'), parts)).toMatchObject({
    value: { effective: 'blocked', locks: [] },
  })
  await handle('status', { status: 'default' }, as('operator'), parts)
  expect(await handle('approved', { since: killed }, as('pipeline'), parts)).toMatchObject({ value: { locks: [] } })
  const next = await unlockedLock(parts)
  expect(await handle('approved', { since: killed }, as('pipeline'), parts)).toMatchObject({ value: { locks: [next] } })
})

test('an approval that was not claimed in time is not listed any more', async () => {
  const parts = await openParts()
  const uuid = await unlockedLock(parts)
  parts.time.now += 61 * 60_000
  expect(await handle('approved', { since: uuid }, as('pipeline'), parts)).toMatchObject({ value: { locks: [] } })
})

test('a token that has ended is told so, whatever it asks', async () => {
  const parts = await openParts()
  const ended = { ...as('operator'), principal: { ...as('operator').principal, expiresAt: 999 } }
  expect(await handle('sync', { after: 0 }, ended, parts)).toMatchObject({ error: { code: 'unauthenticated' } })
})
