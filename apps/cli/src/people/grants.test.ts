import { expect, test } from 'vitest'
import { rolesAt, withGrants, withoutGrants } from './grants.ts'

const approver = { role: 'approver', gate: 'shop' } as const
const viewer = { role: 'viewer', gate: 'root' } as const

test('a role is everywhere where no gate is named', () => {
  expect(rolesAt('viewer', [])).toEqual([viewer])
  expect(rolesAt('approver', ['shop', 'bank'])).toEqual([approver, { role: 'approver', gate: 'bank' }])
})

test('what comes to it is held once', () => {
  expect(withGrants([viewer], [approver, viewer, approver])).toEqual([viewer, approver])
})

test('what is taken is that role at that gate, and no other', () => {
  expect(withoutGrants([viewer, approver], [approver])).toEqual([viewer])
  expect(withoutGrants([approver], [{ role: 'approver', gate: 'root' }])).toEqual([approver])
  expect(withoutGrants([approver], [{ role: 'viewer', gate: 'shop' }])).toEqual([approver])
})
