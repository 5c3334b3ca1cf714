import type { Clock } from '../clock.ts'
import { bucket } from '../hub/bucket.ts'

/** Credentials that are counted at one time; the one that was counted first is forgotten first. */
const MAX_COUNTED = 20_000

/** Counts requests by credential: true while one keeps within so many a minute, all of which may come at once. */
export function rateByCredential(perMinute: number, clock: Clock): (credential: string) => boolean {
  const buckets = new Map<string, () => boolean>()
  return (credential) => {
    const known = buckets.get(credential)
    if (known) return known()
    const [oldest] = buckets.keys()
    if (buckets.size >= MAX_COUNTED && oldest !== undefined) buckets.delete(oldest)
    const made = bucket({ perSecond: perMinute / 60, burst: perMinute }, clock)
    buckets.set(credential, made)
    return made()
  }
}
