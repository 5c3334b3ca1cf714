import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withVote } from './evolve.ts'
import type { Lock, Vote } from './lock.ts'
import { allowsRelease, defaultPolicy, type Policy } from './policy.ts'
import { countedVotes, isApprover, isQuorum } from './quorum.ts'
import { isEnough } from './testing/naive.ts'

const ids = ['ada', 'bob', 'cyd', 'dan', 'eve']
const entries = [...ids, 'group:ops', 'group:sec', 'ops']

const someVote: fc.Arbitrary<Vote> = fc.record({
  id: fc.constantFrom(...ids),
  name: fc.constantFrom('Ada', 'Bob', 'somebody'),
  via: fc.constantFrom('gadget', 'gadget', 'console', 'api'),
  device: fc.constantFrom('desk', 'lab', null),
  groups: fc.subarray(['ops', 'sec']),
  at: fc.nat(30),
})

const somePolicy: fc.Arbitrary<Policy> = fc
  .record({
    approvers: fc.option(fc.subarray(entries, { minLength: 2 })),
    approvals: fc.nat(4),
    required: fc.subarray(entries, { maxLength: 2 }),
    allowSelfApproval: fc.boolean(),
    needsPress: fc.boolean(),
    twoKeys: fc.constantFrom(null, null, { windowMs: 0 }, { windowMs: 10 }),
  })
  .map((some) => ({ ...defaultPolicy, ...some }))

const someLock: fc.Arbitrary<Pick<Lock, 'requester' | 'requestedBy' | 'votes'>> = fc.record({
  requester: fc.record({ id: fc.constantFrom('ada', 'pip'), name: fc.constant('pip') }),
  requestedBy: fc.constantFrom(null, 'bob', 'Bob', 'nobody'),
  votes: fc
    .array(someVote, { maxLength: 7 })
    .map((votes) => votes.reduce((all: Lock['votes'], vote) => withVote({ votes: all }, vote), [])),
})

describe('a quorum', () => {
  it('is met exactly when some set of distinct eligible approvers who voted is enough', () => {
    fc.assert(
      fc.property(somePolicy, someLock, (policy, lock) => {
        expect(isQuorum(policy, countedVotes(policy, lock))).toBe(isEnough(policy, lock))
      }),
      { numRuns: 1000 },
    )
  })

  it('is met and is missed often enough to tell', () => {
    const cases = fc.sample(fc.tuple(somePolicy, someLock), { numRuns: 1000, seed: 1 })
    const met = cases.filter(([policy, lock]) => isEnough(policy, lock)).length
    expect(met).toBeGreaterThan(100)
    expect(met).toBeLessThan(900)
  })

  it('is not made by one voter twice, nor by nobody', () => {
    const vote: Vote = { id: 'ada', name: 'ada', via: 'api', device: null, groups: [], at: 0 }
    expect(isQuorum({ ...defaultPolicy, approvals: 2 }, [vote, vote])).toBe(false)
    expect(isQuorum({ ...defaultPolicy, approvals: 0 }, [])).toBe(false)
  })
})

it('a principal that is named like a group is not that group', () => {
  expect(isApprover({ ...defaultPolicy, approvers: ['group:ops'] }, { id: 'group:ops', groups: [] })).toBe(false)
  expect(isApprover({ ...defaultPolicy, approvers: ['ops'] }, { id: 'eve', groups: ['ops'] })).toBe(false)
  expect(isApprover({ ...defaultPolicy, approvers: [] }, { id: 'ada', groups: ['ops'] })).toBe(false)
})

it('a release is allowed by itself exactly where one approval without a press is enough', () => {
  const allows = (policy: Partial<Policy>) => allowsRelease({ ...defaultPolicy, ...policy })
  expect(allows({})).toBe(true)
  expect([allows({ approvals: 2 }), allows({ needsPress: true }), allows({ required: ['ada'] })]).toEqual([
    false,
    false,
    false,
  ])
  expect([allows({ approvals: 2, allowRelease: true }), allows({ allowRelease: false })]).toEqual([true, false])
})
