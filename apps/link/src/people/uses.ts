import { times } from './times.ts'

/** When each session was last used: known at once, written down now and then. */
export interface Uses {
  /** Notes a use; true when it is time to write it down. */
  note(session: string, at: number): boolean
  last(session: string): number
  forget(isOver: (at: number) => boolean): void
}

export function noteUses(): Uses {
  const seen = new Map<string, { used: number; written: number }>()
  return {
    note(session, at) {
      const written = seen.get(session)?.written ?? 0
      const isDue = at - written >= times.noteUse
      seen.set(session, { used: at, written: isDue ? at : written })
      return isDue
    },
    last: (session) => seen.get(session)?.used ?? 0,
    forget(isOver) {
      for (const [session, { used }] of seen) if (isOver(used)) seen.delete(session)
    },
  }
}
