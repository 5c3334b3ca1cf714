import { describe, expect, test } from 'vitest'
import { numbers as words } from '../../words/en/numbers.ts'
import { plotsOf } from './plots.ts'
import { askedIn, type Numbers, searchOf } from './read.ts'

const none = {
  ...{ unlocked: 0, released: 0, bypassed: 0, rejected: 0, refused: 0 },
  ...{ killed: 0, expired: 0, cancelled: 0, superseded: 0 },
}
const nobody = { count: 0, medianMs: null, p95Ms: null }
const empty: Numbers = {
  ...{ from: '2030-01-01T00:00:00.000Z', until: '2030-01-02T00:00:00.000Z', whole: true, more: false },
  hours: { zone: 'UTC', days: [1, 2, 3, 4, 5], from: 9, until: 18 },
  all: { outcomes: none, wait: nobody, approvals: 0, outside: 0 },
  ...{ gates: [], bosses: [], days: [] },
}

describe('the plots', () => {
  test('of nothing are none', () => {
    expect(plotsOf(empty, words)).toEqual([])
  })

  test('say in bars and in a table the same, and leave out who did nothing of the kind', () => {
    const wait = { count: 2, medianMs: 60_000, p95Ms: 3_600_000 }
    const outcomes = { ...none, unlocked: 2 }
    const figures = { outcomes, wait, approvals: 2, outside: 1 }
    const plots = plotsOf(
      {
        ...empty,
        all: figures,
        gates: [
          { gate: 'shop', ...figures, blockedMs: 0 },
          { gate: 'till', ...empty.all, blockedMs: 2_160_000 },
        ],
        bosses: [{ id: 'person:ada', name: 'Ada', unlocked: 2, rejected: 0, wait, approvals: 2, outside: 1 }],
        days: [{ day: '2030-01-01', outcomes }],
      },
      words,
    )
    const told = plots.map(({ id, labels, series, rows }) => ({
      ...{ id, labels, bars: series.map(({ values }) => values) },
      rows: rows.map(({ name, cells }) => [name, ...cells]),
    }))
    expect(told.slice(1)).toEqual([
      { id: 'by-outcome', labels: ['Unlocked'], bars: [[2]], rows: [['Unlocked', '2']] },
      { id: 'wait-by-gate', labels: ['shop'], bars: [[60_000], [3_600_000]], rows: [['shop', '2', '1 min', '1 h']] },
      { id: 'wait-by-boss', labels: ['Ada'], bars: [[60_000], [3_600_000]], rows: [['Ada', '2', '1 min', '1 h']] },
      { id: 'outside', labels: ['Ada'], bars: [[1], [1]], rows: [['Ada', '2', '1', '0']] },
      { id: 'blocked', labels: ['till'], bars: [[2_160_000]], rows: [['till', '36 min', '2.5%']] },
    ])
    expect(told[0]).toMatchObject({ id: 'by-day', labels: ['Jan 1'], bars: [[2], [0], [0], [0]] })
  })
})

test.each([
  ['', { days: 30, gate: null }],
  ['?days=90&gate=shop', { days: 90, gate: 'shop' }],
  ['?days=8&gate=No Gate', { days: 30, gate: null }],
])('an address %s asks for %j', (search, asked) => {
  expect(askedIn(new URLSearchParams(search))).toEqual(asked)
  expect(askedIn(new URLSearchParams(searchOf(askedIn(new URLSearchParams(search)))))).toEqual(asked)
})
