import type { GatePath } from '@boss-deployer/gate'
import type { Moment } from './calendar.ts'

/** How a question ended: by a boss, by a mode, or without an answer. */
export const outcomes = [
  'unlocked',
  'released',
  'bypassed',
  'rejected',
  'refused',
  'killed',
  'expired',
  'cancelled',
  'superseded',
] as const
export type Outcome = (typeof outcomes)[number]
export type Counts = Readonly<Record<Outcome, number>>

interface Person {
  readonly id: string
  readonly name: string
}

/** What was counted of one gate, of one boss, or of all. */
export interface Sheet {
  readonly outcomes: Record<Outcome, number>
  /** Every yes of a person. */
  approvals: number
  /** Those outside working hours. */
  outside: number
  /** Ms from the request to the answer. */
  readonly waits: number[]
}

export interface BossSheet extends Sheet {
  readonly name: string
}

export interface Book {
  readonly all: Sheet
  readonly gates: ReadonlyMap<GatePath, Sheet>
  readonly bosses: ReadonlyMap<string, BossSheet>
  readonly days: ReadonlyMap<string, Counts>
  decided(gate: GatePath, outcome: Outcome, at: number): void
  /** One yes. */
  approved(gate: GatePath, vote: Person & { readonly at: number }): void
  /** One no. */
  refused(by: Person): void
  waited(gate: GatePath, ms: number, each: readonly { readonly by: Person; readonly ms: number }[]): void
}

const noCounts = (): Record<Outcome, number> => ({
  ...{ unlocked: 0, released: 0, bypassed: 0, rejected: 0, refused: 0 },
  ...{ killed: 0, expired: 0, cancelled: 0, superseded: 0 },
})
/** Before anything is counted. */
export const blank = (): Sheet => ({ outcomes: noCounts(), approvals: 0, outside: 0, waits: [] })

function of<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** An empty book of figures. */
export function openBook(calendar: (at: number) => Moment): Book {
  const all = blank()
  const gates = new Map<GatePath, Sheet>()
  const bosses = new Map<string, BossSheet>()
  const days = new Map<string, Record<Outcome, number>>()
  const gateOf = (gate: GatePath) => of(gates, gate, blank)
  // Read backwards, the first name is the newest.
  const bossOf = ({ id, name }: Person) => of(bosses, id, () => ({ ...blank(), name }))
  return {
    all,
    gates,
    bosses,
    days,
    decided(gate, outcome, at) {
      const day = of(days, calendar(at).day, noCounts)
      for (const counts of [all.outcomes, gateOf(gate).outcomes, day]) counts[outcome] += 1
    },
    approved(gate, vote) {
      const { isWorkingTime } = calendar(vote.at)
      const boss = bossOf(vote)
      boss.outcomes.unlocked += 1
      for (const sheet of [all, gateOf(gate), boss]) {
        sheet.approvals += 1
        if (!isWorkingTime) sheet.outside += 1
      }
    },
    refused(by) {
      bossOf(by).outcomes.rejected += 1
    },
    waited(gate, ms, each) {
      all.waits.push(ms)
      gateOf(gate).waits.push(ms)
      for (const { by, ms: own } of each) bossOf(by).waits.push(own)
    },
  }
}
