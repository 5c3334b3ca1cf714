import { defaultPolicy, defaultStanding } from '@boss-deployer/gate'
import { describe, expect, test } from 'vitest'
import { StoreDamagedError } from './errors.ts'
import { gateOfJson, lockOfJson } from './rows.ts'
import { addGate, pass } from './testing/sayings.ts'
import { storyOf } from './testing/story.ts'

const [lock] = storyOf().decide(pass('a')).locks
const [gate] = storyOf().decide([addGate('shop')]).gates

describe('a stored lock', () => {
  test('is read back as it was', () => {
    expect(lockOfJson(JSON.stringify(lock))).toEqual(lock)
  })

  test.each([
    ['without its state', { state: undefined }],
    ['in a state that there is not', { state: 'open' }],
    ['with half a vote', { votes: [...(lock?.votes ?? []), { id: 'ada' }] }],
    ['with half an end', { end: { at: 1 } }],
    ['held by a word', { hold: 'yes' }],
  ])('%s is damage, never a lock with holes', (_name, change) => {
    expect(() => lockOfJson(JSON.stringify({ ...lock, ...change }))).toThrow(StoreDamagedError)
  })

  test('that is no JSON is damage', () => {
    expect(() => lockOfJson('{')).toThrow(StoreDamagedError)
  })
})

describe('a row that is older than some of its fields', () => {
  test('is a lock without a bypass', () => {
    const { bypass: _b, lastApproved: _l, ...old } = lock ?? {}
    expect(lockOfJson(JSON.stringify(old))).toEqual(lock)
  })

  test('is a gate with their defaults', () => {
    const { twoKeys: _t, responders: _r, bypassNeeds: _n, bypassExpiresAfterMs: _e, ...policy } = defaultPolicy
    const { sequence: _s, bypasses: _m, ...standing } = defaultStanding
    const row = gateOfJson(JSON.stringify({ path: 'shop', policy, standing }))
    expect(row).toEqual({ path: 'shop', policy: defaultPolicy, standing: defaultStanding })
  })
})

describe('a stored gate', () => {
  test('is read back as its row', () => {
    const row = { path: 'shop', policy: defaultPolicy, standing: gate?.standing }
    expect(gateOfJson(JSON.stringify(row))).toEqual(row)
  })

  test.each([{ path: 7 }, { policy: { ...defaultPolicy, approvals: '1' } }, { standing: { mode: 'open' } }])(
    'with %o is damage',
    (change) => {
      const row = { path: 'shop', policy: defaultPolicy, standing: gate?.standing }
      expect(() => gateOfJson(JSON.stringify({ ...row, ...change }))).toThrow(StoreDamagedError)
    },
  )
})
