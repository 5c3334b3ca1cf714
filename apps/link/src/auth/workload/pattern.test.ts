import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { fits } from './pattern.ts'

describe('a pattern', () => {
  test.each([
    ['acme/shop', 'acme/shop'],
    ['acme/*', 'acme/shop'],
    ['refs/heads/release-*', 'refs/heads/release-7'],
    ['refs/heads/release-*', 'refs/heads/release-'],
    ['*-prod-*', 'eu-prod-1'],
    ['a*b*c', 'axxbyybzzc'],
    ['a.b', 'a.b'],
    ['', ''],
  ])('%j fits %j', (pattern, value) => {
    expect(fits(pattern, value)).toBe(true)
  })

  test.each([
    ['acme/shop', 'acme/shop2'],
    ['acme/shop', 'evil-acme/shop'],
    ['acme/shop', 'ACME/shop'],
    ['acme/*', 'acme/shop/evil'],
    ['acme/*', 'acme'],
    ['*', 'acme/shop'],
    ['refs/heads/*', 'refs/heads/feature/x'],
    ['a.b', 'axb'],
    ['aba*aba', 'aba'],
    ['a*bb*b', 'abb'],
    ['main', 'main\n'],
    ['[a-z]*', 'b'],
  ])('%j does not fit %j', (pattern, value) => {
    expect(fits(pattern, value)).toBe(false)
  })

  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '.') })
  property.prop([text, text])('means what the same pattern means as a regular expression', (pattern, value) => {
    const source = pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')
    expect(fits(pattern, value)).toBe(new RegExp(`^${source}$`).test(value))
  })

  test('full of stars is still answered at once', () => {
    expect(fits(`${'*a'.repeat(100)}b`, 'a'.repeat(8_000))).toBe(false)
  })
})
