import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { jsonLine, plain } from './plain.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
  fc.string({
    unit: fc.constantFrom('\u001b[2J', '\u009b', '\u202e', '\u2066', '\r', '\n', '\u0000', '\u200b', 'a', '\u0301'),
  }),
)
const ACTS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

describe('text of a stranger on the terminal', () => {
  test.prop([hostile])('never holds a character that acts on it', (text) => {
    expect(ACTS.test(plain(text))).toBe(false)
  })

  test.prop([hostile, fc.integer({ min: 1, max: 400 })])('is never longer than asked', (text, max) => {
    expect(plain(text, max).length).toBeLessThanOrEqual(max)
  })

  test.each([
    ['deploy \u001b[31mred', 'deploy \\u{1b}[31mred'],
    ['safe\u202egnp.exe', 'safe\\u{202e}gnp.exe'],
    ['two\nlines', 'two\\u{a}lines'],
    ['Müller & Söhne, 東京 🚀', 'Müller & Söhne, 東京 🚀'],
  ])('%j becomes %j', (text, safe) => expect(plain(text)).toBe(safe))

  test('a pile of marks is cut to what languages use', () => {
    expect(plain(`e${'\u0301'.repeat(50)}`)).toBe(`e${'\u0301'.repeat(4)}`)
  })
})

describe('a line of JSON', () => {
  test.prop([fc.jsonValue()])('is the same value', (value) => {
    expect(JSON.parse(jsonLine(value))).toEqual(JSON.parse(JSON.stringify(value)))
  })

  test.prop([hostile])('is one line that never acts on a terminal, and the same text', (text) => {
    const line = jsonLine({ text })
    expect(ACTS.test(line)).toBe(false)
    expect(JSON.parse(line)).toEqual({ text })
  })
})
