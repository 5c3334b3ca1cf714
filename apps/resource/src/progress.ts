import type { Progress } from '@boss-deployer/client'
import { spoken } from './duration.ts'

/** The same thing is said again only this often. */
const EVERY_MS = 60_000

/**
 * Says in the build's log where the question is to be seen, and what becomes of it: on every change, and once a minute
 * that it still waits.
 */
export function progressTeller(say: (line: string) => void, pageOf: (uuid: string) => string) {
  let shown: string | null = null
  let last = ''
  let saidAt = Number.NEGATIVE_INFINITY
  return ({ connection, uuid, gate, place, votes, needed, waitedMs }: Progress): void => {
    if (uuid !== null && uuid !== shown) say(pageOf(uuid))
    shown = uuid ?? shown
    const where = uuid === null ? 'asking' : `waiting at ${gate}, place ${place ?? '?'}`
    const counted = needed > 1 ? `, ${votes} of ${needed} votes` : ''
    const state = connection === 'lost' ? `${where}, the link is away: trying again` : `${where}${counted}`
    if (state === last && waitedMs - saidAt < EVERY_MS) return
    last = state
    saidAt = waitedMs
    say(`${state} (${spoken(waitedMs)})`)
  }
}
