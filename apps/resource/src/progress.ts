import type { Progress } from '@boss-deployer/client'
import { spoken } from './duration.ts'

/** The same thing is said again only this often. */
const EVERY_MS = 60_000

/** Says in the build's log what becomes of the question: on every change, and once a minute that it still waits. */
export function progressTeller(say: (line: string) => void) {
  let last = ''
  let saidAt = Number.NEGATIVE_INFINITY
  return ({ connection, uuid, gate, place, votes, needed, waitedMs }: Progress): void => {
    const where = uuid === null ? 'asking' : `waiting at ${gate}, place ${place ?? '?'}`
    const counted = needed > 1 ? `, ${votes} of ${needed} votes` : ''
    const state = connection === 'lost' ? `${where}, the link is away: trying again` : `${where}${counted}`
    if (state === last && waitedMs - saidAt < EVERY_MS) return
    last = state
    saidAt = waitedMs
    say(`${state} (${spoken(waitedMs)})`)
  }
}
