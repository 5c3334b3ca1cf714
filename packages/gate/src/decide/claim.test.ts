import { describe, expect, it } from 'vitest'
import { evolve } from '../evolve.ts'
import { lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START, when } from '../testing/scenario.ts'

const unlocked = [say.addGate('shop'), say.lock('a', { gate: 'shop', commit: 'c0ffee' }), say.unlock('a')]
const claimed = [...unlocked, say.claim('a')]

describe('a claim', () => {
  it('lets the requester pass, once and for all', () => {
    const { state, about } = given(...unlocked).when(say.claim('a', { gate: 'shop', commit: 'c0ffee', after: 5 }))
    expect(about).toBe('a')
    expect(lockOf(state, 'a')).toMatchObject({ state: 'claimed', claimedAt: START + 5 })
    expect(given(...claimed).when(say.claim('a'))).toMatchObject({ about: 'a', code: null, events: [] })
  })

  it.each([
    ['somebody else', say.claim('a', { by: say.ada }), 'forbidden'],
    ['another gate', say.claim('a', { gate: 'root' }), 'conflict'],
    ['another commit', say.claim('a', { commit: 'decade' }), 'conflict'],
  ])('is refused for %s, before and after it was made', (_, step, code) => {
    expect(inShort(given(...unlocked).when(step))).toBe(code)
    expect(inShort(given(...claimed).when(step))).toBe(code)
  })

  it('of a commit is refused on a lock that was asked for none', () => {
    expect(inShort(given(say.lock('a'), say.unlock('a')).when(say.claim('a', { commit: 'c0ffee' })))).toBe('conflict')
  })

  it('repeats its answer also while the gate is blocked', () => {
    expect(given(...claimed, say.block('root')).when(say.claim('a'))).toMatchObject({ code: null, about: 'a' })
  })

  it('is refused once a block killed the approval', () => {
    expect(inShort(given(...unlocked, say.block('root'), say.toDefault('root')).when(say.claim('a')))).toBe(
      'lock_ended',
    )
  })

  it('is refused at a blocked gate even if the block had left the approval alive', () => {
    const { state } = given(...unlocked)
    const trace = {
      at: START,
      by: say.ada,
      request: null,
      press: null,
      reason: null,
      until: null,
      killed: [],
      ended: [],
      bypasses: [],
    }
    const blocked = evolve(state, { ...trace, type: 'mode-changed', gate: 'root', from: 'default', to: 'blocked' })
    expect(inShort(when(blocked, { ...say.claim('a').command, at: START }))).toBe('gate_blocked')
  })

  it('lists a holding lock for check; a lock that nobody waits for is listed once it is unlocked', () => {
    expect(lockOf(given(...unlocked).state, 'a')?.listedAt).toBe(null)
    expect(lockOf(given(...claimed).state, 'a')?.listedAt).toBe(4)
    const loose = [say.lock('a', { hold: false }), say.unlock('a')]
    expect(lockOf(given(...loose).state, 'a')?.listedAt).toBe(2)
    expect(lockOf(given(...loose, say.claim('a')).state, 'a')?.listedAt).toBe(2)
  })
})

describe('a use', () => {
  it('is kept for the first build that says so', () => {
    expect(lockOf(given(...claimed, say.use('a', 'build-7')).state, 'a')?.use).toBe('build-7')
    expect(inShort(given(...claimed, say.use('a', 'build-7')).when(say.use('a', 'build-7')))).toBe('nothing')
    expect(inShort(given(...claimed, say.use('a', 'build-7')).when(say.use('a', 'build-8')))).toBe('conflict')
  })

  it('is refused while the gate is blocked, also to the build that has it and to a repeated message', () => {
    const named = say.use('a', 'build-7', { requestId: 'build-7' })
    expect(inShort(given(...claimed, say.block('shop')).when(named))).toBe('gate_blocked')
    expect(inShort(given(...claimed, named, say.block('root')).when(named))).toBe('gate_blocked')
  })
})

it.each([
  ['cancel', say.cancel('a', { by: say.ada }), unlocked],
  ['use', say.use('a', 'build-7', { by: say.ada }), claimed],
  ['done', say.done('a', { by: say.ada }), claimed],
])('%s is only for who asked', (_, step, story) => {
  expect(inShort(given(...story).when(step))).toBe('forbidden')
})
