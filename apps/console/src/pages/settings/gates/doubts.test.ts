import { defaultPolicy, type Policy } from '@boss-deployer/gate'
import { expect, test } from 'vitest'
import { namesIn } from '../fields.tsx'
import { changedIn, doubtsOf } from './doubts.ts'

const policyWith = (change: Partial<Policy>): Policy => ({ ...defaultPolicy, ...change })

test.each([
  [{}, []],
  [{ approvers: [] }, ['nobody']],
  [{ approvers: ['person:ada'], approvals: 2 }, ['too-few', 'no-release']],
  [{ approvers: ['person:ada', 'group:ops'], approvals: 2 }, ['no-release']],
  [{ approvers: ['person:ada'], required: ['person:bob'] }, ['required-outside', 'no-release']],
  [{ approvers: ['group:ops'], required: ['person:bob'] }, ['no-release']],
  [{ approvals: 2, allowRelease: true }, []],
] as const)('of the policy %j the doubts are %j', (change, doubts) => {
  expect(doubtsOf(policyWith(change))).toEqual(doubts)
})

test('what was changed is told by its fields, and the same again is no change', () => {
  expect(changedIn(defaultPolicy, policyWith({ approvals: 2, required: ['person:ada'] }))).toEqual([
    'approvals',
    'required',
  ])
  expect(changedIn(policyWith({ required: ['a'] }), policyWith({ required: ['a'] }))).toEqual([])
})

test('names are read from lines, each once, whatever is in them', () => {
  expect(namesIn(' person:ada\n\ngroup:cn=ops,dc=example\nperson:ada ')).toEqual([
    'person:ada',
    'group:cn=ops,dc=example',
  ])
})
