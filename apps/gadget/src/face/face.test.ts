import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { factsOf } from './facts.ts'
import { colorOf, iconOf } from './favicon.ts'
import { columnsOf, displayable } from './font.ts'
import { dotsOf } from './oled.ts'
import { calmer, glowOf, meanOf } from './ring.ts'
import { SCREEN, screenOf } from './screen.ts'
import { type FaceState, faceState, type Pattern } from './state.ts'
import { connectionOf, hintWhileHeld, sayCountdown, sayDeed, sayDuration, wordsOf } from './words.ts'

const dark = [0, 0, 0] as const
const state = (more: Partial<FaceState> = {}): FaceState =>
  faceState.parse({
    ...{ gadget: 'desk', name: 'Desk of Ada', gate: 'shop', mode: 'default', pattern: 'idle' },
    lights: [dark, dark, dark, dark, dark],
    ...{ head: null, queue_length: 0, until: null, link: true, server: true, sure: true, pressing: null, holds: [] },
    ...more,
  })
const head = { uuid: 'u', pipeline: 'storefront', step: 'production', by: 'Grace', age: 61_000 }
const patterns = Object.keys(colorOf) as Pattern[]

describe('what the page says', () => {
  test.each(patterns)('%s has words of its own, none of them empty', (pattern) => {
    const { headline, detail, spoken } = wordsOf(state({ pattern, head, queue_length: 1 }))
    expect(headline).not.toBe('')
    expect(detail).not.toBe('')
    expect(spoken).toContain(headline)
  })

  test('what is read aloud names the pipeline and does not change with every second', () => {
    const spoken = (age: number) =>
      wordsOf(state({ pattern: 'locked', head: { ...head, age }, queue_length: 3 })).spoken
    expect(spoken(1_000)).toBe('Waiting for you: storefront, production. Grace asks. 2 more wait behind it.')
    expect(spoken(99_000)).toBe(spoken(1_000))
  })

  test.each([
    [{ server: false, link: false }, 'server not heard', 'link unknown', 'The server is not heard.'],
    [{ server: true, link: false }, 'server heard', 'link not heard', 'The server does not hear the link.'],
    [{ server: true, link: true }, 'server heard', 'link heard', 'The server speaks of another gate than shop.'],
  ])('when it cannot know it says why: %j', (heard, server, link, detail) => {
    expect(connectionOf(state(heard))).toEqual({ server, link })
    expect(wordsOf(state({ ...heard, pattern: 'unknown' })).detail).toContain(detail)
  })

  test.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [7_500_000, '2 h 05 min'],
    [200_000_000, '2 days'],
  ])('%i ms is %s', (ms, said) => expect(sayDuration(ms)).toBe(said))

  test.each([
    [0, '0:00'],
    [1, '0:01'],
    [3_588_000, '59:48'],
    [7_389_000, '2:03:09'],
  ])('%i ms are left: %s', (ms, said) => expect(sayCountdown(ms)).toBe(said))

  test('while a button is held it says what letting go and what holding will do', () => {
    const held = (button: 'unlock' | 'block', did: 'block' | 'nothing' | null) =>
      hintWhileHeld(state({ holds: [{ button, held: 1, acts_after: 700, did }] }))
    expect(held('unlock', null)).toBe('Let go: unlock. Keep holding: back to default')
    expect(held('block', null)).toBe('Keep holding to block')
    expect(held('block', 'block')).toBe('Blocked: let go')
    expect(held('block', 'nothing')).toBe('Another press is still on its way')
    expect(hintWhileHeld(state())).toBeNull()
  })

  test('a press that was sent is told by the lights, one that was not in words', () => {
    expect(sayDeed({ did: 'unlock', why: 'sent' })).toBeNull()
    expect(sayDeed({ did: 'nothing', why: 'too young' })).toMatch(/press again/)
  })

  test('facts: who waits, or how long everything passes', () => {
    expect(factsOf(state({ head, queue_length: 3 })).map(([, text]) => text)).toEqual([
      'storefront',
      'production',
      'Grace',
      '1 min',
      '1 of 3',
    ])
    expect(factsOf(state({ mode: 'released', until: 60_000 })).at(-1)).toEqual(['Released for', '1:00'])
    expect(factsOf(state({ mode: 'released' })).at(-1)).toEqual(['Released for', 'until somebody ends it'])
    expect(factsOf(state({ mode: 'blocked' }))).toHaveLength(2)
  })

  test.each(patterns)('the icon of %s is a picture in its colour', (pattern) => {
    const picture = decodeURIComponent(iconOf(pattern).replace('data:image/svg+xml,', ''))
    expect(picture).toContain(`fill="${colorOf[pattern]}"`)
  })
})

describe('the display', () => {
  const anyState = fc.record({
    pattern: fc.constantFrom(...patterns),
    mode: fc.constantFrom('default' as const, 'released' as const, 'blocked' as const, null),
    until: fc.option(fc.nat(2 ** 31)),
    gate: fc.string({ maxLength: 300 }),
    queue_length: fc.nat(10_000),
    head: fc.option(
      fc.record({
        uuid: fc.constant('u'),
        pipeline: fc.string({ unit: 'grapheme', maxLength: 60 }),
        step: fc.string({ unit: 'grapheme', maxLength: 60 }),
        by: fc.string({ unit: 'grapheme', maxLength: 60 }),
        age: fc.nat(2 ** 31),
      }),
    ),
  })

  test.prop([anyState])('whatever is shown fits, and no dot is outside', (more) => {
    const lines = screenOf(state(more))
    for (const { text, scale, y } of lines) {
      expect(text.length * scale).toBeLessThanOrEqual(SCREEN.letters)
      expect(y + 8 * scale).toBeLessThanOrEqual(SCREEN.height)
      expect(text).toMatch(/^[ -~]*$/)
    }
    const outside = [...dotsOf(lines)].filter((dot) => dot < 0 || dot >= SCREEN.width * SCREEN.height)
    expect(outside).toEqual([])
  })

  test('letters are five columns and a gap, and each has its own', () => {
    const letters = Array.from({ length: 95 }, (_, index) => columnsOf(String.fromCharCode(32 + index)).join())
    expect(new Set(letters).size).toBe(95)
    expect(columnsOf('T')).toEqual([3, 1, 127, 1, 3, 0])
    expect(columnsOf('€')).toEqual(columnsOf('?'))
  })

  test('accents are taken off, and what the display does not have is a question mark', () => {
    expect(displayable('Größe ändern 🚀')).toBe('Grosse andern ?')
  })

  test('an I is drawn where it belongs, and dark on light it is the other way round', () => {
    const drawn = (isInverse: boolean) => dotsOf([{ text: 'I', y: 0, scale: 1, isInverse }])
    expect([0, 1, 2, 3, 4].map((x) => drawn(false).has(x))).toEqual([false, true, true, true, false])
    expect([0, 1, 2, 3, 4].map((x) => drawn(true).has(SCREEN.width + x))).toEqual([true, false, false, false, true])
  })
})

describe('the lamps', () => {
  test('a dark light is dark, a weak one has the colour of a strong one', () => {
    expect(glowOf([0, 0, 0])).toEqual({ color: 'rgb(0 0 0)', level: 0 })
    expect(glowOf([0, 10, 5]).color).toBe(glowOf([0, 200, 100]).color)
    expect(glowOf([0, 10, 5]).level).toBeLessThan(glowOf([0, 200, 100]).level)
  })

  test('with less motion the ring comes to its colour and stays there', () => {
    const lights = [[0, 0, 250], dark, dark, dark, dark] as unknown as FaceState['lights']
    let light: FaceState['lights'][number] = [0, 0, 0]
    for (let frame = 0; frame < 500; frame += 1) light = calmer(light, lights)
    expect(light).toEqual(meanOf(lights))
  })
})
