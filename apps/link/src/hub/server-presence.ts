import type { Attendance } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'

/** Other links hear of a server that is here at least this often, and three times before they would miss it. */
const NOTE_EVERY_MS = 5_000
const GONE_AFTER_MS = 3 * NOTE_EVERY_MS

export interface Seen {
  /** Connected to some link of the store, as far as this one can know: another's word is good for 15 seconds. */
  readonly isOnline: boolean
  /** When it was there last. */
  readonly at: number
}

export interface ServerPresence {
  /** Tells other links which servers are here. */
  tick(): Promise<void>
  /** Of these principals, those that were ever seen. */
  of(subjects: readonly string[]): Promise<ReadonlyMap<string, Seen>>
}

interface PresenceParts {
  /** The principals of the servers that are connected to this link now. */
  readonly here: () => Iterable<string>
  readonly attendance: Attendance | null
  readonly clock: Clock
}

const nameOf = (subject: string): string => `server ${subject}`

/** Where servers are, over all links of a store. A store with one link remembers it as long as that link runs. */
export function serverPresence({ here, attendance, clock }: PresenceParts): ServerPresence {
  const lastHere = new Map<string, number>()
  const notedAt = new Map<string, number>()

  return {
    async tick() {
      const now = clock()
      const subjects = [...new Set(here())]
      for (const subject of subjects) lastHere.set(subject, now)
      const due = subjects.filter(
        (subject) => now - (notedAt.get(subject) ?? Number.NEGATIVE_INFINITY) >= NOTE_EVERY_MS,
      )
      if (!attendance || due.length === 0) return
      await attendance.note(due.map(nameOf))
      for (const subject of due) notedAt.set(subject, now)
    },
    async of(subjects) {
      const now = clock()
      const connected = new Set(here())
      const ages = await attendance?.ages(subjects.map(nameOf))
      return new Map(
        subjects.flatMap((subject): readonly (readonly [string, Seen])[] => {
          if (connected.has(subject)) return [[subject, { isOnline: true, at: now }]]
          const age = ages?.get(nameOf(subject))
          const at = Math.max(lastHere.get(subject) ?? 0, age === undefined ? 0 : now - age)
          return at === 0 ? [] : [[subject, { isOnline: age !== undefined && age < GONE_AFTER_MS, at }]]
        }),
      )
    },
  }
}
