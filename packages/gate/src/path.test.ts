import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isAtOrBelow, isGatePath, parentOf, withAncestors } from './path.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789-'.split('')
const segment = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 40 })
  .filter((text) => text !== 'root')
const segments = fc.array(segment, { minLength: 1, maxLength: 8 })

it('one to eight segments of a-z, 0-9 and - name a gate', () => {
  fc.assert(fc.property(segments, (parts) => isGatePath(parts.join('.'))))
})

it.each([
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  'Shop',
  'shop/prod',
  'shop prod',
  'shop\n',
  'straße',
  'root.shop',
  'a'.repeat(41),
  `ok.${'a'.repeat(41)}`,
  'a.b.c.d.e.f.g.h.i',
])('%j names no gate', (text) => {
  expect(isGatePath(text)).toBe(false)
})

it.each(['root', 'a', 'shop.production', 'shop.root', 'a'.repeat(40), 'a.b.c.d.e.f.g.h', '-'])(
  '%j names a gate',
  (text) => {
    expect(isGatePath(text)).toBe(true)
  },
)

it('any other character, a ninth segment or an empty one makes it no name', () => {
  const foreign = fc
    .nat(0xffff)
    .map((code) => String.fromCharCode(code))
    .filter((it) => !/[a-z0-9.-]/.test(it))
  fc.assert(fc.property(segments, foreign, fc.nat(), (parts, it, n) => !isGatePath(inserted(parts.join('.'), it, n))))
  fc.assert(fc.property(fc.array(segment, { minLength: 9, maxLength: 12 }), (parts) => !isGatePath(parts.join('.'))))
  fc.assert(
    fc.property(
      segments,
      fc.nat(),
      (parts, n) => !isGatePath(parts.toSpliced(n % (parts.length + 1), 0, '').join('.')),
    ),
  )
})

it('above a gate stand the gates of its first segments, then the root', () => {
  fc.assert(
    fc.property(segments, (parts) => {
      const above = parts.map((_, n) => parts.slice(0, parts.length - n).join('.'))
      expect(withAncestors(parts.join('.'))).toEqual([...above, 'root'])
      expect(parentOf(parts.join('.'))).toBe(above[1] ?? 'root')
    }),
  )
  expect(withAncestors('root')).toEqual(['root'])
  expect(parentOf('root')).toBe(null)
})

it('a gate is at or below exactly those that stand above it, and itself', () => {
  const path = fc.oneof(
    fc.constant('root'),
    fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')),
  )
  fc.assert(fc.property(path, path, (one, other) => isAtOrBelow(one, other) === withAncestors(one).includes(other)))
})

const inserted = (text: string, it: string, at: number): string => {
  const place = at % (text.length + 1)
  return text.slice(0, place) + it + text.slice(place)
}
