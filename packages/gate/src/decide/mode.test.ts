import { describe, expect, it } from 'vitest'
import { effectiveOf, gateOf, lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START } from '../testing/scenario.ts'

const tree = [say.addGate('shop.prod'), say.addGate('blog')]
const turn = {
  default: (gate: string) => say.toDefault(gate),
  released: (gate: string) => say.release(gate),
  blocked: (gate: string) => say.block(gate),
}

describe('modes in the tree', () => {
  // own: the mode of shop.prod; above: the mode of shop. A release below a block does not exist: the block ends it.
  it.each([
    { above: 'default', own: 'default', to: 'default', is: 'nothing', effective: 'default', heldBy: 'shop.prod' },
    {
      above: 'default',
      own: 'default',
      to: 'released',
      is: 'mode-changed',
      effective: 'released',
      heldBy: 'shop.prod',
    },
    { above: 'default', own: 'default', to: 'blocked', is: 'mode-changed', effective: 'blocked', heldBy: 'shop.prod' },
    { above: 'default', own: 'released', to: 'default', is: 'mode-changed', effective: 'default', heldBy: 'shop.prod' },
    { above: 'default', own: 'released', to: 'released', is: 'nothing', effective: 'released', heldBy: 'shop.prod' },
    { above: 'default', own: 'released', to: 'blocked', is: 'mode-changed', effective: 'blocked', heldBy: 'shop.prod' },
    { above: 'default', own: 'blocked', to: 'default', is: 'mode-changed', effective: 'default', heldBy: 'shop.prod' },
    {
      above: 'default',
      own: 'blocked',
      to: 'released',
      is: 'mode-changed',
      effective: 'released',
      heldBy: 'shop.prod',
    },
    { above: 'default', own: 'blocked', to: 'blocked', is: 'nothing', effective: 'blocked', heldBy: 'shop.prod' },
    { above: 'released', own: 'default', to: 'default', is: 'conflict', effective: 'released', heldBy: 'shop' },
    {
      above: 'released',
      own: 'default',
      to: 'released',
      is: 'mode-changed',
      effective: 'released',
      heldBy: 'shop.prod',
    },
    { above: 'released', own: 'default', to: 'blocked', is: 'mode-changed', effective: 'blocked', heldBy: 'shop.prod' },
    { above: 'released', own: 'released', to: 'default', is: 'mode-changed', effective: 'released', heldBy: 'shop' },
    { above: 'released', own: 'released', to: 'released', is: 'nothing', effective: 'released', heldBy: 'shop.prod' },
    {
      above: 'released',
      own: 'released',
      to: 'blocked',
      is: 'mode-changed',
      effective: 'blocked',
      heldBy: 'shop.prod',
    },
    { above: 'released', own: 'blocked', to: 'default', is: 'mode-changed', effective: 'released', heldBy: 'shop' },
    {
      above: 'released',
      own: 'blocked',
      to: 'released',
      is: 'mode-changed',
      effective: 'released',
      heldBy: 'shop.prod',
    },
    { above: 'released', own: 'blocked', to: 'blocked', is: 'nothing', effective: 'blocked', heldBy: 'shop.prod' },
    { above: 'blocked', own: 'default', to: 'default', is: 'conflict', effective: 'blocked', heldBy: 'shop' },
    { above: 'blocked', own: 'default', to: 'released', is: 'gate_blocked', effective: 'blocked', heldBy: 'shop' },
    { above: 'blocked', own: 'default', to: 'blocked', is: 'mode-changed', effective: 'blocked', heldBy: 'shop.prod' },
    { above: 'blocked', own: 'blocked', to: 'default', is: 'mode-changed', effective: 'blocked', heldBy: 'shop' },
    { above: 'blocked', own: 'blocked', to: 'released', is: 'gate_blocked', effective: 'blocked', heldBy: 'shop.prod' },
    { above: 'blocked', own: 'blocked', to: 'blocked', is: 'nothing', effective: 'blocked', heldBy: 'shop.prod' },
  ] as const)('$own below $above, then $to: $is, and it is $effective by $heldBy', (row) => {
    const story = given(...tree, turn[row.above]('shop'), turn[row.own]('shop.prod'))
    expect(gateOf(story.state, 'shop.prod')?.standing.mode).toBe(row.own)
    const outcome = story.when(turn[row.to]('shop.prod'))
    expect(inShort(outcome)).toBe(row.is)
    expect(effectiveOf(outcome.state, 'shop.prod')).toMatchObject({ mode: row.effective, heldBy: row.heldBy })
    expect(gateOf(outcome.state, 'shop')?.standing.mode).toBe(row.above)
    expect(effectiveOf(outcome.state, 'blog').mode).toBe('default')
  })

  it('a refused default names the gate that holds it', () => {
    const { message } = given(...tree, say.block('root')).when(say.toDefault('shop.prod'))
    expect(message).toBe('shop.prod is blocked by root: change it there')
  })

  it('a gate that nobody made is not released by the root', () => {
    expect(effectiveOf(given(say.release('root')).state, 'nope').mode).toBe('default')
  })
})

describe('block', () => {
  it('kills every open lock at and below the gate in one event, and none beside it', () => {
    const { state, events } = given(
      ...tree,
      say.lock('a', { gate: 'shop' }),
      say.lock('b', { gate: 'shop.prod' }),
      say.lock('c', { gate: 'shop.prod' }),
      say.lock('d', { gate: 'blog' }),
      say.unlock('c'),
    ).when(say.block('shop', { reason: 'fire', by: say.bob }))
    expect(events).toMatchObject([{ type: 'mode-changed', killed: ['a', 'b', 'c'], by: { id: 'bob' }, reason: 'fire' }])
    expect(['a', 'b', 'c', 'd'].map((id) => lockOf(state, id)?.state)).toEqual(['killed', 'killed', 'killed', 'locked'])
    expect(lockOf(state, 'c')?.end).toEqual({ at: START, by: 'bob', reason: 'fire' })
  })

  it('ends every release below the gate', () => {
    const { state, events } = given(...tree, say.release('shop.prod')).when(say.block('root'))
    expect(events).toMatchObject([{ ended: ['shop.prod'] }])
    expect(gateOf(state, 'shop.prod')?.standing).toMatchObject({ mode: 'default', until: null })
  })

  it('is for everybody, also for who is not an approver', () => {
    const story = given(say.setPolicy('root', { approvers: ['ada'] }))
    expect(inShort(story.when(say.block('root', { by: say.bob })))).toBe('mode-changed')
    expect(inShort(story.when(say.release('root', { by: say.bob })))).toBe('forbidden')
    expect(inShort(story.when(say.toDefault('root', { by: say.bob })))).toBe('forbidden')
  })

  it('wants a reason from the console, and from all where the policy says so', () => {
    const onConsole = say.via(say.ada, 'console')
    expect(inShort(given().when(say.block('root', { by: onConsole })))).toBe('invalid_message')
    expect(inShort(given().when(say.block('root', { by: onConsole, reason: ' ' })))).toBe('invalid_message')
    expect(inShort(given().when(say.block('root', { by: onConsole, reason: 'fire' })))).toBe('mode-changed')
    const strict = given(say.setPolicy('root', { needsReason: { reject: false, release: false, block: true } }))
    expect(inShort(strict.when(say.block('root')))).toBe('invalid_message')
    expect(inShort(strict.when(say.block('root', { reason: 'fire' })))).toBe('mode-changed')
  })

  it('by a gadget has the reason "button", also where the policy wants one', () => {
    const strict = given(say.setPolicy('root', { needsReason: { reject: false, release: false, block: true } }))
    expect(strict.when(say.pressed(say.block('root'), 1)).events).toMatchObject([{ reason: 'button', to: 'blocked' }])
  })

  it('is not undone for what it killed by a default', () => {
    const { state } = given(say.lock('a'), say.block('root')).when(say.toDefault('root'))
    expect(lockOf(state, 'a')?.state).toBe('killed')
  })
})
