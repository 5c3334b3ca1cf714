import { type GatePath, isAtOrBelow, type State, valuesOf } from '@boss-deployer/gate'
import type { Camel, Routes } from '@boss-deployer/protocol'
import type * as z from 'zod/mini'
import { isoTime } from '../clock.ts'
import { blank, outcomes, type Sheet } from './book.ts'
import { workingHours } from './calendar.ts'
import type { Counted } from './read.ts'
import { summed } from './waits.ts'

export type NumbersView = Camel<z.output<Routes['GET /numbers']['answer']>>

const MOST_ROWS = 200

interface ViewOptions {
  readonly state: State
  readonly until: string
  readonly zone: string
  readonly tops: readonly GatePath[]
}

/** What was counted, as the protocol says it. */
export function numbersView(
  { from, isWhole, book, blockedMs }: Counted,
  { state, until, zone, tops }: ViewOptions,
): NumbersView {
  const gates = [...valuesOf(state.gates)]
    .filter(({ path }) => tops.some((top) => isAtOrBelow(path, top)))
    .map(({ path }) => ({ gate: path, ...figuresOf(book.gates.get(path) ?? blank()), blockedMs: blockedMs(path) }))
    .filter((row) => row.blockedMs > 0 || decidedIn(row.outcomes) > 0)
    .sort((one, other) => decidedIn(other.outcomes) - decidedIn(one.outcomes) || other.blockedMs - one.blockedMs)
  const bosses = [...book.bosses]
    .map(([id, sheet]) => {
      const { approvals, outside } = sheet
      const { unlocked, rejected } = sheet.outcomes
      return { id, name: sheet.name, unlocked, rejected, approvals, outside, wait: summed(sheet.waits) }
    })
    .sort((one, other) => other.unlocked + other.rejected - one.unlocked - one.rejected)
  const days = [...book.days].map(([day, counts]) => ({ day, outcomes: counts }))
  return {
    from: isoTime(from),
    until,
    whole: isWhole,
    hours: { zone, ...workingHours, days: [...workingHours.days] },
    all: figuresOf(book.all),
    gates: gates.slice(0, MOST_ROWS),
    bosses: bosses.slice(0, MOST_ROWS),
    more: gates.length > MOST_ROWS || bosses.length > MOST_ROWS,
    days: days.sort((one, other) => (one.day < other.day ? -1 : 1)),
  }
}

const decidedIn = (counts: Sheet['outcomes']): number => outcomes.reduce((sum, each) => sum + counts[each], 0)

const figuresOf = ({ outcomes: counts, approvals, outside, waits }: Sheet) => ({
  outcomes: { ...counts },
  approvals,
  outside,
  wait: summed(waits),
})
