import { claim } from './look.ts'
import type { Waited } from './outcome.ts'
import { endAs, mayGoBetter, type Vigil } from './vigil.ts'

/** Tells the link that nobody waits any more, within a deadline; a lock it cannot tell ends there by itself. */
export async function giveUp(vigil: Vigil, outcome: 'cancelled' | 'timed-out', withinMs: number): Promise<Waited> {
  const { clock, link } = vigil
  vigil.isOver = true
  const until = clock.now() + withinMs
  for (let left = withinMs; left > 0; left = until - clock.now()) {
    if (vigil.uuid === null && !vigil.hasAsked) return endAs(vigil, outcome)
    if (vigil.refusedWith) return endAs(vigil, outcome, vigil.refusedWith)
    if (!vigil.isConnected || vigil.uuid === null) {
      // The answer to our question may be under way, or is asked for again by the same request id.
      if (vigil.isConnected && 'ask' in vigil.what) void askAgain(vigil, left)
      await vigil.bell.wait(left)
      continue
    }
    const { uuid } = vigil
    const cancelled = await link.send('cancel', { uuid }, left)
    if (cancelled.ok || cancelled.error.code === 'lock_ended') return endAs(vigil, outcome)
    if (cancelled.error.code === 'conflict' && outcome === 'timed-out') {
      // It was claimed in the last moment: what the record says is what holds.
      const last = await claim(vigil, uuid)
      if ('outcome' in last) return last
    }
    if (!mayGoBetter(cancelled.error)) return endAs(vigil, outcome, cancelled.error)
    await vigil.bell.wait(Math.min(200, until - clock.now()))
  }
  return endAs(vigil, outcome, { code: 'unavailable', message: 'the cancel did not reach the link' })
}

async function askAgain(vigil: Vigil, withinMs: number): Promise<void> {
  if (!('ask' in vigil.what)) return
  const answer = await vigil.link.send('lock', vigil.what.ask, withinMs)
  if (answer.ok) vigil.uuid = answer.value.lock
  vigil.bell.ring()
}
