import { duration } from '../../show/time.ts'
import type { Numbers } from './read.ts'
import type { NumbersWords } from './words.ts'

/** The colours of what is drawn, by the names of the design's tokens. */
export type Paint = 'waiting' | 'released' | 'blocked' | 'away' | 'soft' | 'line-strong'

export interface Series {
  readonly name: string
  readonly paint: Paint
  readonly values: readonly number[]
}

interface Row {
  readonly key: string
  readonly name: string
  readonly cells: readonly string[]
}

/** A figure twice: as bars, and as the table that says the same. */
export interface Plot {
  readonly id: string
  readonly title: string
  readonly labels: readonly string[]
  readonly series: readonly Series[]
  /** Standing bars, one upon the other, or lying ones. */
  readonly is: 'standing' | 'lying' | 'lying-stacked'
  /** Values are counts, or durations in ms. */
  readonly unit: 'count' | 'time'
  readonly head: readonly string[]
  readonly rows: readonly Row[]
}

type Counts = Numbers['all']['outcomes']
type OutcomeName = keyof Counts

const MOST_BARS = 12
const outcomeNames: readonly OutcomeName[] = [
  ...(['unlocked', 'released', 'bypassed', 'rejected', 'refused'] as const),
  ...(['killed', 'expired', 'cancelled', 'superseded'] as const),
]

const paints: Readonly<Record<OutcomeName, Paint>> = {
  unlocked: 'waiting',
  released: 'released',
  bypassed: 'away',
  rejected: 'blocked',
  refused: 'blocked',
  killed: 'blocked',
  expired: 'soft',
  cancelled: 'soft',
  superseded: 'soft',
}

const sumOf = (counts: Counts, names: readonly OutcomeName[]): number =>
  names.reduce((sum, each) => sum + counts[each], 0)

export const decidedIn = (counts: Counts): number => sumOf(counts, outcomeNames)

/** Each figure that there is something to tell of. */
export function plotsOf(numbers: Numbers, words: NumbersWords): readonly Plot[] {
  const { gates, bosses } = numbers
  const plots = [
    byDay(numbers, words),
    byOutcome(numbers, words),
    waits(
      gates.map(({ gate, wait }) => ({ id: gate, name: gate, wait })),
      words,
      'gate',
    ),
    waits(bosses, words, 'boss'),
    outside(numbers, words),
    blocked(numbers, words),
  ]
  return plots.filter(({ rows }) => rows.length > 0)
}

function byDay({ days }: Numbers, words: NumbersWords): Plot {
  const kinds = [
    { name: words.kinds.unlocked, paint: 'waiting', of: ['unlocked'] },
    { name: words.kinds.through, paint: 'released', of: ['released', 'bypassed'] },
    { name: words.kinds.stopped, paint: 'blocked', of: ['rejected', 'refused', 'killed'] },
    { name: words.kinds.unanswered, paint: 'soft', of: ['expired', 'cancelled', 'superseded'] },
  ] as const
  return {
    ...{ id: 'by-day', title: words.byDay, is: 'standing', unit: 'count' },
    labels: days.map(({ day }) => words.day(day)),
    series: kinds.map(({ name, paint, of }) => ({
      ...{ name, paint },
      values: days.map(({ outcomes }) => sumOf(outcomes, of)),
    })),
    head: [words.columns.day, ...outcomeNames.map((each) => words.outcomes[each])],
    rows: days.map(({ day, outcomes }) => ({
      ...{ key: day, name: day },
      cells: outcomeNames.map((each) => words.number(outcomes[each])),
    })),
  }
}

function byOutcome({ all }: Numbers, words: NumbersWords): Plot {
  const met = outcomeNames.filter((each) => all.outcomes[each] > 0)
  return {
    ...{ id: 'by-outcome', title: words.byOutcome, is: 'lying-stacked', unit: 'count' },
    labels: met.map((each) => words.outcomes[each]),
    series: [...new Set(met.map((each) => paints[each]))].map((paint) => ({
      ...{ name: words.columns.count, paint },
      values: met.map((each) => (paints[each] === paint ? all.outcomes[each] : 0)),
    })),
    head: [words.columns.outcome, words.columns.count],
    rows: met.map((each) => ({ key: each, name: words.outcomes[each], cells: [words.number(all.outcomes[each])] })),
  }
}

interface Waited {
  readonly id: string
  readonly name: string
  readonly wait: Numbers['all']['wait']
}

function waits(each: readonly Waited[], words: NumbersWords, by: 'gate' | 'boss'): Plot {
  const waited = each.filter(({ wait }) => wait.count > 0)
  const shown = waited.slice(0, MOST_BARS)
  return {
    ...{ id: `wait-by-${by}`, title: words.waitBy[by], is: 'lying', unit: 'time' },
    labels: shown.map(({ name }) => name),
    series: [
      { name: words.columns.median, paint: 'waiting', values: shown.map(({ wait }) => wait.medianMs ?? 0) },
      { name: words.columns.p95, paint: 'line-strong', values: shown.map(({ wait }) => wait.p95Ms ?? 0) },
    ],
    head: [words.columns[by], words.columns.answered, words.columns.median, words.columns.p95],
    rows: waited.map(({ id, name, wait: { count, medianMs, p95Ms } }) => ({
      ...{ key: id, name },
      cells: [words.number(count), ...[medianMs, p95Ms].map((ms) => told(ms, words))],
    })),
  }
}

/** A duration, or that there is none. */
export const told = (ms: number | null, words: NumbersWords): string => (ms === null ? words.never : duration(ms))

function outside({ bosses }: Numbers, words: NumbersWords): Plot {
  const voted = bosses.filter(({ approvals }) => approvals > 0)
  const shown = voted.slice(0, MOST_BARS)
  const { columns } = words
  return {
    ...{ id: 'outside', title: words.outsideByBoss, is: 'lying-stacked', unit: 'count' },
    labels: shown.map(({ name }) => name),
    series: [
      { name: columns.outside, paint: 'away', values: shown.map((each) => each.outside) },
      { name: columns.inside, paint: 'line-strong', values: shown.map((each) => each.approvals - each.outside) },
    ],
    head: [columns.boss, columns.approvals, columns.outside, columns.rejected],
    rows: voted.map(({ id, name, approvals, outside: out, rejected }) => ({
      ...{ key: id, name },
      cells: [approvals, out, rejected].map((count) => words.number(count)),
    })),
  }
}

function blocked({ gates, from, until }: Numbers, words: NumbersWords): Plot {
  const all = Date.parse(until) - Date.parse(from)
  const stopped = gates.filter(({ blockedMs }) => blockedMs > 0).sort((one, other) => other.blockedMs - one.blockedMs)
  const shown = stopped.slice(0, MOST_BARS)
  return {
    ...{ id: 'blocked', title: words.blocked, is: 'lying', unit: 'time' },
    labels: shown.map(({ gate }) => gate),
    series: [{ name: words.columns.blocked, paint: 'blocked', values: shown.map(({ blockedMs }) => blockedMs) }],
    head: [words.columns.gate, words.columns.blocked, words.columns.share],
    rows: stopped.map(({ gate, blockedMs }) => ({
      ...{ key: gate, name: gate },
      cells: [duration(blockedMs), words.percent(blockedMs / all)],
    })),
  }
}
