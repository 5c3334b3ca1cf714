import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { plain, webAddress } from './plain.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      { maxLength: 400 },
    )
    .map((it) => it.join('')),
  fc
    .array(
      fc.constantFrom(
        '\u202e',
        '\u2066',
        '\u200f',
        '\u0000',
        '\u001b[31m',
        '<b>',
        '\u0301',
        '\ud800',
        'a',
        '\n',
        '\t',
        '👩‍🚀',
      ),
      { maxLength: 200 },
    )
    .map((it) => it.join('')),
)

describe('text of strangers', () => {
  property.prop([hostile, fc.integer({ min: 1, max: 300 })])(
    'keeps no character that turns or hides the text around it',
    (text, max) => {
      const shown = plain(text, max)
      expect(shown).not.toMatch(
        /[\p{Cc}\p{Cs}\p{Co}\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\u061C\uFEFF\u{E0000}-\u{E0FFF}]/u,
      )
    },
  )

  property.prop([hostile, fc.integer({ min: 1, max: 300 })])(
    'is never longer than asked, but for the mark of the cut',
    (text, max) => {
      expect(Array.from(plain(text, max)).length).toBeLessThanOrEqual(max + 1)
    },
  )

  property.prop([hostile])('is the same when it is made harmless again', (text) => {
    const once = plain(text, 1_000)
    expect(plain(once, 1_000)).toBe(once)
  })

  property.prop([fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019 .,-_/äéñ日本שלום')), maxLength: 60 })])(
    'stays as it is when it is ordinary',
    (text) => {
      expect(plain(text)).toBe(text.trim())
    },
  )

  property.prop([hostile])('keeps line breaks only where they are wanted', (text) => {
    expect(plain(text)).not.toContain('\n')
    expect(plain(text, 100, { lines: 9 })).not.toMatch(/[\r\u2028]/)
  })

  property.prop([hostile, fc.integer({ min: 2, max: 9 })])('keeps no more lines than asked', (text, lines) => {
    expect(plain(text, 1_000, { lines }).split('\n').length).toBeLessThanOrEqual(lines)
  })

  test('shows what it took out', () => {
    expect(plain('shop\u202Egpj.exe')).toBe('shop\uFFFDgpj.exe')
    expect(plain('\u001b[31mred')).toBe('␛[31mred')
    expect(plain('<script>alert(1)</script>')).toBe('<script>alert(1)</script>')
  })

  test('is cut quickly however long it is', () => {
    const startedAt = performance.now()
    expect(plain('\u0301'.repeat(1_000_000), 100).length).toBeLessThan(110)
    expect(performance.now() - startedAt).toBeLessThan(100)
  })

  test('is cut between characters, never inside one', () => {
    expect(plain('🚀🚀🚀🚀', 2)).toBe('🚀🚀…')
  })
})

describe('addresses of strangers', () => {
  test.each([
    'javascript:alert(1)',
    'data:text/html,hi',
    'file:///etc/passwd',
    '//evil.example',
    'https://github.com@evil.example/diff',
    'not an address',
    '',
    undefined,
  ])('%s is not a link', (text) => {
    expect(webAddress(text)).toBeNull()
  })

  test('a web address is a link that names its real host', () => {
    expect(webAddress('https://git.example/shop/compare/a..b')).toEqual({
      href: 'https://git.example/shop/compare/a..b',
      host: 'git.example',
    })
    expect(webAddress('https://gіthub.com/diff')?.host).toMatch(/^xn--/)
  })
})
