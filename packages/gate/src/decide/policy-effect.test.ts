import { describe, expect, it } from 'vitest'
import type { Policy } from '../policy.ts'
import { lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort } from '../testing/scenario.ts'
import { foreseePolicy } from './policy-effect.ts'

const story = given(
  say.setPolicy('root', { approvals: 2 }),
  say.lock('voted'),
  say.lock('new'),
  say.unlock('voted'),
  say.lock('through'),
  say.unlock('through'),
  say.unlock('through', { by: say.bob }),
)

function foreseen(policy: Partial<Policy>) {
  const effect = foreseePolicy(story.state, 'root', policy)
  if (!effect.ok) return effect.error.code
  const { isChange, unlocked, ended, waiting } = effect.value
  const ids = (locks: readonly { readonly id: string }[]) => locks.map(({ id }) => id).join(' ')
  const stays = waiting.map(({ lock, votes, needed }) => `${lock.id} ${votes}/${needed}`).join(' ')
  return { isChange, unlocked: ids(unlocked), ended: ids(ended), stays }
}

describe('a policy that is looked at before it is set', () => {
  it.each([
    [{ approvals: 2 }, { isChange: false, unlocked: '', ended: '', stays: 'voted 1/2 new 0/2' }],
    [{ approvals: 1 }, { isChange: true, unlocked: 'voted', ended: '', stays: 'new 0/1' }],
    [{ approvals: 3 }, { isChange: true, unlocked: '', ended: 'through', stays: 'voted 1/3 new 0/3' }],
    [{ approvers: ['bob'] }, { isChange: true, unlocked: '', ended: '', stays: 'voted 0/1 new 0/1' }],
  ])('%j does what is told of it', (policy, effect) => {
    expect(foreseen(policy)).toEqual(effect)
  })

  it('does the same when it is set', () => {
    const set = story.when(say.setPolicy('root', { approvals: 3 }))
    expect(inShort(set)).toBe('policy-changed + expired')
    expect(lockOf(set.state, 'through')?.state).toBe('expired')
    expect(lockOf(story.state, 'through')?.state).toBe('unlocked')
  })

  it('is refused where there is no gate', () => {
    expect(foreseePolicy(story.state, 'nope', {})).toMatchObject({ ok: false, error: { code: 'gate_not_found' } })
  })
})
