import { describe, expect, it } from 'vitest'
import { keyTurnOf, mayStillVote } from '../quorum.ts'
import { gateOf, lockOf, type State } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START } from '../testing/scenario.ts'

const WINDOW = 30_000
const asked = [say.setPolicy('root', { twoKeys: { windowMs: WINDOW } }), say.lock('a')]
const byBob = { by: say.bob }
const byCyd = { by: say.cyd }
const adaPresses = say.pressed(say.unlock('a'), 1, 'desk')

function turnOf(state: State) {
  const [gate, lock] = [gateOf(state, 'root'), lockOf(state, 'a')]
  return gate && lock ? keyTurnOf(gate.policy, lock) : null
}

describe('a two-key turn', () => {
  it('unlocks when a second boss presses a second gadget within the window', () => {
    const story = given(...asked, adaPresses)
    expect(lockOf(story.state, 'a')?.state).toBe('locked')
    const inTime = say.pressed(say.unlock('a', { ...byBob, after: WINDOW }), 1, 'lab')
    expect(inShort(story.when(inTime))).toBe('unlocked')
  })

  it.each([
    ['too late', say.pressed(say.unlock('a', { ...byBob, after: WINDOW + 1 }), 1, 'lab')],
    ['at the same gadget', say.pressed(say.unlock('a', byBob), 2, 'desk')],
    ['by the same boss', say.pressed(say.unlock('a'), 1, 'lab')],
    ['by a click', say.unlock('a', byBob)],
  ])('is not made by a second press %s', (_, second) => {
    expect(inShort(given(...asked, adaPresses).when(second))).toBe('voted')
  })

  it('lapses: who pressed too early presses again, and the second key is then the first', () => {
    const late = say.pressed(say.unlock('a', { ...byBob, after: WINDOW + 1 }), 1, 'lab')
    const story = given(...asked, adaPresses, late)
    expect(turnOf(story.state)).toEqual({
      windowMs: WINDOW,
      isTurned: false,
      pressed: [
        { vote: expect.objectContaining({ id: 'ada' }) as unknown, until: START + WINDOW },
        { vote: expect.objectContaining({ id: 'bob' }) as unknown, until: START + 2 * WINDOW + 1 },
      ],
    })
    expect(inShort(story.when(say.pressed(say.unlock('a', { after: WINDOW }), 2, 'desk')))).toBe('unlocked')
  })

  it('stays turned while other approvals come, and a later press does not turn it back', () => {
    const three = [say.setPolicy('root', { approvals: 3, twoKeys: { windowMs: WINDOW } }), say.lock('a')]
    const turned = given(...three, adaPresses, say.pressed(say.unlock('a', byBob), 1, 'lab'))
    expect(turnOf(turned.state)?.isTurned).toBe(true)
    const hour = { after: 60 * 60_000 }
    expect(inShort(turned.when(say.pressed(say.unlock('a', hour), 2, 'desk')))).toBe('unchanged')
    const elsewhere = { by: { ...say.ada, groups: ['sec'] }, ...hour }
    expect(inShort(turned.when(say.pressed(say.unlock('a', elsewhere), 2, 'desk')))).toBe('unchanged')
    expect(inShort(turned.when(say.unlock('a', { ...byCyd, ...hour })))).toBe('unlocked')
  })

  it('counts only who may approve, and goes with who is required', () => {
    const strict = { approvers: ['ada', 'bob', 'cyd'], required: ['cyd'], twoKeys: { windowMs: WINDOW } }
    const story = [say.setPolicy('root', strict), say.lock('a'), adaPresses]
    const byDan = say.pressed(say.unlock('a', { by: { ...say.cyd, id: 'dan', groups: [] } }), 1, 'lab')
    expect(inShort(given(...story).when(byDan))).toBe('press-refused')
    const bobToo = given(...story, say.pressed(say.unlock('a', byBob), 1, 'lab'))
    expect(lockOf(bobToo.state, 'a')?.state).toBe('locked')
    expect(inShort(bobToo.when(say.unlock('a', byCyd)))).toBe('unlocked')
  })

  it('is a press from each of two, so a release does not reach such a gate by itself', () => {
    expect(inShort(given(...asked).when(say.release('root', { approvePending: true })))).toBe('forbidden')
  })

  it('is asked of a lock that waits as soon as the policy says so', () => {
    const story = given(say.setPolicy('root', { approvals: 2 }), say.lock('a'), adaPresses)
    const { state, kinds } = story.when(say.setPolicy('root', { approvals: 1, twoKeys: { windowMs: WINDOW } }))
    expect(kinds).toEqual(['policy-changed'])
    expect(lockOf(state, 'a')?.state).toBe('locked')
  })
})

it('who may still vote are the approvers without who asked and who voted, and again while two keys are not turned', () => {
  const policy = { approvers: ['ada', 'bob', 'pip', 'group:ops'], approvals: 2 }
  const story = given(say.setPolicy('root', policy), say.lock('a'), say.unlock('a'))
  const left = (state: State) => {
    const [gate, lock] = [gateOf(state, 'root'), lockOf(state, 'a')]
    return gate && lock && mayStillVote(gate.policy, lock)
  }
  expect(left(story.state)).toEqual(['bob', 'group:ops'])
  expect(left(given(say.lock('a')).state)).toBe(null)
  const keys = given(say.setPolicy('root', { ...policy, twoKeys: { windowMs: WINDOW } }), say.lock('a'), adaPresses)
  expect(left(keys.state)).toEqual(['ada', 'bob', 'group:ops'])
})
