import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { plain } from './plain.ts'

test.prop([fc.string({ unit: 'binary', maxLength: 2_000 })])(
  'nothing that a terminal obeys, hides or turns around is left',
  (text) => {
    const shown = plain(text)
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    expect(shown.length).toBeLessThanOrEqual(300)
  },
)

test.each([
  ['\u001b[2J\u001b[31mred', '[2J [31mred'],
  ['approved\rREJECTED', 'approved REJECTED'],
  ['Ada \u202Eada\u202C', 'Ada  ada'],
  ['  Zoë 語 👩 \n', 'Zoë 語 👩'],
  ['a\u2028b', 'a b'],
])('%j is shown as %j', (text, shown) => expect(plain(text)).toBe(shown))
