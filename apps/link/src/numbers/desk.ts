import { fail, type GatePath, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import type { Store } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'
import type { Executor } from '../execute/executor.ts'
import { calendarOf } from './calendar.ts'
import { readCounted } from './read.ts'
import { type NumbersView, numbersView } from './view.ts'

const DAY_MS = 24 * 60 * 60_000
const MOST_MS = 100 * DAY_MS
const MOST_EVENTS = 200_000
const MOST_WAITING = 10

export interface NumbersAsked {
  /** ISO 8601. */
  readonly from: string
  readonly until: string
  /** IANA. */
  readonly zone: string
  /** These gates and all below them. */
  readonly tops: readonly GatePath[]
}

export interface NumbersDesk {
  read(asked: NumbersAsked): Promise<Result<NumbersView, WireError>>
}

interface DeskParts {
  readonly store: Store
  readonly executor: Pick<Executor, 'present'>
  readonly clock: Clock
}

/** Counts the record for one asker at a time, and lets decisions go first: a few more may wait. */
export function numbersDesk({ store, executor, clock }: DeskParts): NumbersDesk {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  async function count({ from, until, zone, tops }: NumbersAsked): Promise<Result<NumbersView, WireError>> {
    const calendar = calendarOf(zone)
    if (!calendar) return fail({ code: 'invalid_message', message: `zone: there is no time zone ${zone}` })
    const span = { from: Date.parse(from), until: Date.parse(until) }
    if (!(span.from < span.until && span.until - span.from <= MOST_MS))
      return fail({ code: 'invalid_message', message: 'from … until: is not a span of up to 100 days' })
    const state = await executor.present()
    if (!state) return fail({ code: 'unavailable', message: 'the link cannot know now: try again' })
    const giveWay = () => new Promise<void>((resolve) => setImmediate(resolve))
    const options = { ...span, now: clock(), calendar, tops, mostEvents: MOST_EVENTS, giveWay }
    return { ok: true, value: numbersView(await readCounted(store, state, options), { state, until, zone, tops }) }
  }

  return {
    async read(asked) {
      if (waiting >= MOST_WAITING)
        return fail({ code: 'too_many', message: 'too many count already: try again in a moment' })
      waiting += 1
      const mine = last.then(() => count(asked))
      last = mine.catch(() => undefined)
      try {
        return await mine
      } finally {
        waiting -= 1
      }
    },
  }
}
