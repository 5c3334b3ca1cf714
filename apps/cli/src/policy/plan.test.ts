import { describe, expect, test } from 'vitest'
import { defaultPolicy as defaults } from '../testing/default-policy.ts'
import { policyFields, saidIn, writeDuration } from './fields.ts'
import { planOf } from './plan.ts'
import { readGates } from './read-file.ts'

const present = (gate: string, policy: object = {}) => ({
  gate,
  policy: { ...defaults, ...policy },
  defaults,
  etag: `"${gate}"`,
})

describe('a plan', () => {
  test('adds what is missing, those above first, and names what the file does not', () => {
    const wishes = ['shop.eu.prod', 'shop', 'root', 'blog.prod'].map((gate) => ({ gate, policy: { approvals: 2 } }))
    const { steps, others } = planOf(wishes, [present('root')], ['root', 'old'])
    expect(steps.map(({ gate, kind }) => [gate, kind])).toEqual([
      ['root', 'change'],
      ['shop', 'add'],
      ['blog.prod', 'add'],
      ['shop.eu.prod', 'add'],
    ])
    expect(others).toEqual(['old'])
  })

  test('says each field that changes, as the file says it, and what goes back to its default', () => {
    const was = { approvals: 3, two_keys: { window_ms: 90_000 }, needs_press: true }
    const [step] = planOf(
      [{ gate: 'shop', policy: { approvals: 2, needs_press: true } }],
      [present('shop', was)],
      [],
    ).steps
    expect(step).toMatchObject({ kind: 'change', etag: '"shop"' })
    expect(step?.changes).toEqual([
      { field: 'approvals', from: '3', to: '2' },
      { field: 'two_keys', from: '{ window: 90s }', to: 'null' },
    ])
  })

  test('has nothing to do where the link has it all', () => {
    const policy = { approvals: 2, lock_expires_after_ms: 86_400_000 }
    expect(planOf([{ gate: 'shop', policy }], [present('shop', { approvals: 2 })], ['shop']).steps).toMatchObject([
      { kind: 'keep', changes: [] },
    ])
  })
})

test('the table of fields is that of the policy, field by field', () => {
  expect(policyFields.map(({ wire }) => wire).toSorted((one, two) => (one < two ? -1 : 1))).toEqual(
    Object.keys(defaults).toSorted((one, two) => (one < two ? -1 : 1)),
  )
})

test.each(policyFields)('$name is read as it is written', (field) => {
  for (const policy of [defaults, { ...defaults, two_keys: { window_ms: 30_000 }, release_for_ms: null }]) {
    const read = readGates(`gates: { shop: { ${field.name}: ${saidIn(policy, field)} } }`)
    expect(read).toMatchObject({ ok: true, wishes: [{ policy: { [field.wire]: policy[field.wire] } }] })
  }
})

test.each([
  [1_000, '1s'],
  [90_000, '90s'],
  [1_800_000, '30m'],
  [86_400_000, '1d'],
  [1_500, '1500ms'],
])('%i ms is written %s', (ms, text) => {
  expect(writeDuration(ms)).toBe(text)
})
