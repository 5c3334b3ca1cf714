import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { readGates } from './read-file.ts'

const policyOf = (text: string) => {
  const read = readGates(`gates:\n  shop: ${text}\n`)
  return read.ok ? read.wishes[0]?.policy : read.mistakes
}

describe('a file of gates', () => {
  test('says each gate with its policy, durations as people say them', () => {
    const { ok, ...read } = readGates(readFileSync(new URL('../../../../examples/gates.yaml', import.meta.url), 'utf8'))
    expect(ok).toBe(true)
    expect(read).toMatchObject({
      wishes: [
        { gate: 'root' },
        { gate: 'shop' },
        { gate: 'shop.staging', policy: { queue: 'newest-wins', lock_expires_after_ms: 4 * 3_600_000 } },
        {
          gate: 'shop.production',
          policy: {
            approvals: 2,
            two_keys: { window_ms: 30_000 },
            needs_reason: { reject: true, release: false, block: true },
          },
        },
      ],
    })
  })

  test.each([
    ['', {}],
    ['{}', {}],
    ['{ release_for: never }', { release_for_ms: null }],
    [
      '{ two_keys: null, approvers: null, allow_release: null }',
      { two_keys: null, approvers: null, allow_release: null },
    ],
    ['{ needs_reason: [] }', { needs_reason: { reject: false, release: false, block: false } }],
  ])('may say of a gate: %s', (text, policy) => {
    expect(policyOf(text)).toEqual(policy)
  })

  test.each([
    [
      'a field that there is not',
      'gates:\n  shop:\n    approvals: 2\n    approval: 3\n',
      4,
      'shop has no field "approval"',
    ],
    ['a key twice', 'gates:\n  shop:\n    approvals: 2\n    approvals: 3\n', 4, 'Map keys must be unique'],
    ['a gate twice', 'gates:\n  shop: {}\n  shop: {}\n', 3, 'Map keys must be unique'],
    ['an alias', 'gates:\n  shop: &a { approvals: 2 }\n  blog: *a\n', 3, 'an alias is not read'],
    ['a tag', 'gates:\n  shop: !!js { approvals: 2 }\n', 2, 'Unresolved tag'],
    ['a name that names no gate', 'gates:\n  Shop: {}\n', 2, '"Shop" is not a gate path'],
    ['something beside gates', 'gates: {}\nusers: {}\n', 2, 'there is no field "users" here'],
    ['a duration that is none', 'gates:\n  shop:\n    lock_expires_after: 30\n', 3, 'takes a duration'],
    ['never where an end is needed', 'gates:\n  shop:\n    lock_expires_after: never\n', 3, 'takes a duration'],
    ['a window that is none', 'gates:\n  shop:\n    two_keys: 30s\n', 3, 'takes { window: duration }'],
    ['a reason for nothing', 'gates:\n  shop:\n    needs_reason: [unlock]\n', 3, 'takes a list of'],
    ['too few approvals', 'gates:\n  shop:\n    approvals: 0\n', 3, 'approvals: is under 1'],
    ['a word for a list', 'gates:\n  shop:\n    responders: ada\n', 3, 'responders: is not a list'],
    ['too short a time', 'gates:\n  shop:\n\n    bypass_expires_after: 2d\n', 4, 'bypass_expires_after: is over'],
    ['a list of gates', 'gates: [shop]\n', 1, 'gates: names each gate'],
    ['a policy that is a word', 'gates:\n  shop: strict\n', 2, 'its policy is a list of fields'],
    ['nothing', '', 1, 'a file of gates begins with'],
    ['two documents', 'gates: {}\n---\ngates: {}\n', 2, 'multiple documents'],
    ['no YAML', 'gates: {\n', 2, ''],
  ])('with %s is refused, with the line', (_, text, line, what) => {
    const read = readGates(text)
    if (read.ok) throw new Error('it was read')
    expect(read.mistakes[0]?.what).toContain(what)
    expect(read.mistakes[0]?.line).toBe(line)
  })

  test('with several mistakes is told all of them', () => {
    const read = readGates('gates:\n  shop: { approval: 1, queue: lifo }\n  Nope: {}\n')
    expect(read).toMatchObject({ ok: false, mistakes: [{ line: 2 }, { line: 2 }, { line: 3 }] })
  })

  test('that is a bomb does no harm', () => {
    const laughs = Array.from({ length: 30 }, (_, n) => `  a${n}: &a${n} [*a${n - 1}, *a${n - 1}]`).slice(1)
    expect(readGates(['gates:', '  a0: &a0 []', ...laughs].join('\n')).ok).toBe(false)
    expect(readGates(`gates: ${'['.repeat(200_000)}`).ok).toBe(false)
    expect(readGates(`# ${'x'.repeat(600_000)}`).ok).toBe(false)
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 200 })])('whatever it is, is read or refused', (text) => {
    expect(typeof readGates(text).ok).toBe('boolean')
    expect(typeof readGates(`gates:\n  shop: ${text}`).ok).toBe('boolean')
  })
})
