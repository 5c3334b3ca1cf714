import type { Clock } from '../clock.ts'
import { bucket, type Rate } from '../hub/bucket.ts'

const FROM_ONE: Rate = { perSecond: 0.1, burst: 5 }
const FROM_ALL: Rate = { perSecond: 1, burst: 30 }
const MOST_ADDRESSES = 10_000

/** Whether somebody at this address may try a code now. Ten signs take longer to guess than a code lasts, by far. */
export function guessLimit(clock: Clock): (address: string) => boolean {
  const all = bucket(FROM_ALL, clock)
  const each = new Map<string, () => boolean>()
  return (address) => {
    const own = each.get(address) ?? bucket(FROM_ONE, clock)
    each.delete(address)
    each.set(address, own)
    const [oldest] = each.keys()
    if (each.size > MOST_ADDRESSES && oldest !== undefined) each.delete(oldest)
    return own() && all()
  }
}
