import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { type Filters, filtersIn, isFiltering, lastDays, noFilters, queryOf, searchOf } from './filters.ts'

const uuid = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
const someName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text))
const someDay = fc
  .date({ min: new Date(2020, 0, 1), max: new Date(2040, 0, 1), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const someFilters: fc.Arbitrary<Filters> = fc.record({
  names: fc.record(
    {
      gate: fc.constantFrom('root', 'shop', 'shop.production'),
      ...{ person: someName, pipeline: someName, step: someName, outcome: someName, via: someName },
      lock: fc.constant(uuid),
    },
    { requiredKeys: [] },
  ),
  time: fc.oneof(
    fc.constant({ is: 'any' as const }),
    fc.constantFrom(...lastDays).map((days) => ({ is: 'last' as const, days })),
    fc
      .tuple(fc.option(someDay), fc.option(someDay))
      .filter(([from, until]) => from !== null || until !== null)
      .map(([from, until]) => ({ is: 'between' as const, from, until })),
  ),
})

describe('the filters of an address', () => {
  property.prop([someFilters])('are found again in the address made of them', (filters) => {
    expect(filtersIn(new URLSearchParams(searchOf(filters)))).toEqual(filters)
  })

  property.prop([fc.dictionary(fc.constantFrom('gate', 'person', 'lock', 'last', 'from', 'until', 'x'), fc.string())])(
    'are right whatever stands in it',
    (said) => {
      const filters = filtersIn(new URLSearchParams(said))
      expect(filtersIn(new URLSearchParams(searchOf(filters)))).toEqual(filters)
    },
  )

  test.each([
    '?gate=No Gate',
    '?lock=1',
    '?last=8',
    '?from=yesterday&until=2030-1-1',
    `?person=${'x'.repeat(201)}`,
    '?colour=red',
  ])('%s asks for nothing', (search) => {
    expect(filtersIn(new URLSearchParams(search))).toEqual(noFilters)
    expect(isFiltering(filtersIn(new URLSearchParams(search)))).toBe(false)
  })
})

describe('the link is asked', () => {
  const ask = (search: string, now = 0) => Object.fromEntries(queryOf(filtersIn(new URLSearchParams(search)), now))

  test('for names as they stand', () => {
    expect(ask('?gate=shop&person=Ada&outcome=unlocked&via=gadget')).toEqual({
      ...{ gate: 'shop', person: 'Ada', outcome: 'unlocked', via: 'gadget' },
    })
  })

  test('for the last days from now', () => {
    expect(ask('?last=7', Date.parse('2030-01-08T12:00:00.000Z'))).toEqual({ since: '2030-01-01T12:00:00.000Z' })
  })

  test('for whole days of the viewer, the last one included', () => {
    expect(ask('?from=2030-01-01&until=2030-01-31')).toEqual({
      since: new Date(2030, 0, 1).toISOString(),
      until: new Date(2030, 1, 1).toISOString(),
    })
  })
})
