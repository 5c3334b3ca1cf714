import type { Link } from '../link.ts'
import { giveUp } from './give-up.ts'
import { look } from './look.ts'
import type { Waited, WaitFor, WaitOptions } from './outcome.ts'
import { doubt, endAs, endRefused, makeVigil, type Vigil } from './vigil.ts'

const LOST_AFTER_MS = 600_000
const CANCEL_WITHIN_MS = 2_000

/** Whatever the link says about this lock is a reason to look; only `unlock` is a reason to claim at once. */
function listen(vigil: Vigil): () => void {
  const { link, bell } = vigil
  const hint = ({ uuid }: { readonly uuid: string }) => {
    if (uuid === vigil.uuid) bell.ring()
  }
  const stops = [
    link.on('unlock', ({ uuid }) => {
      if (uuid !== vigil.uuid) return
      vigil.heardUnlock = true
      bell.ring()
    }),
    link.on('reject', hint),
    link.on('ended', hint),
    link.on('claimed', hint),
    link.on('vote', hint),
    link.on('warning', hint),
    link.onConnection((connection) => {
      const was = vigil.isConnected
      vigil.isConnected = connection.state === 'connected'
      if (connection.state === 'refused') vigil.refusedWith = connection.error
      if (was && !vigil.isConnected) doubt(vigil)
      vigil.onProgress()
      bell.ring()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/**
 * Waits until somebody decides about the lock, claims it, and says how it ended. Reconnects, restarts of the link and
 * lost messages are healed by asking again; whatever stays in doubt never passes.
 */
export async function waitForLock(link: Link, what: WaitFor, options: WaitOptions = {}): Promise<Waited> {
  const vigil = makeVigil(link, what, options)
  const ring = () => vigil.bell.ring()
  const stopListening = listen(vigil)
  options.signal?.addEventListener('abort', ring)
  try {
    return await keepVigil(vigil, options)
  } finally {
    options.signal?.removeEventListener('abort', ring)
    stopListening()
  }
}

async function keepVigil(vigil: Vigil, options: WaitOptions): Promise<Waited> {
  const { clock } = vigil
  const { signal, timeoutMs = Infinity, lostAfterMs = LOST_AFTER_MS, cancelWithinMs = CANCEL_WITHIN_MS } = options
  for (;;) {
    if (signal?.aborted) return giveUp(vigil, 'cancelled', cancelWithinMs)
    if (clock.now() - vigil.startedAt >= timeoutMs) return giveUp(vigil, 'timed-out', cancelWithinMs)
    if (vigil.refusedWith) return endRefused(vigil, vigil.refusedWith)
    const lostFor = vigil.doubtSince === null ? 0 : clock.now() - vigil.doubtSince
    if (lostFor >= lostAfterMs) return endAs(vigil, 'unreachable', { code: 'unavailable', message: 'the link is lost' })
    vigil.bell.hush()
    const seen = await unlessOver(vigil, look(vigil), signal, timeoutMs)
    if (seen === null) continue
    if ('outcome' in seen) return seen
    const lostIn = vigil.doubtSince === null ? Infinity : lostAfterMs - (clock.now() - vigil.doubtSince)
    await vigil.bell.wait(Math.min(seen.pauseMs, lostIn, timeoutMs - (clock.now() - vigil.startedAt)))
  }
}

/** What was seen, or null when an abort or the end of the time comes first. */
async function unlessOver<T>(vigil: Vigil, seen: Promise<T>, signal: AbortSignal | undefined, timeoutMs: number) {
  let callOff = () => {}
  const over = new Promise<null>((resolve) => {
    const end = () => resolve(null)
    if (signal?.aborted) end()
    signal?.addEventListener('abort', end)
    const left = timeoutMs - (vigil.clock.now() - vigil.startedAt)
    const stopTimer = Number.isFinite(left) ? vigil.clock.after(left, end) : () => {}
    callOff = () => {
      signal?.removeEventListener('abort', end)
      stopTimer()
    }
  })
  try {
    return await Promise.race([seen, over])
  } finally {
    callOff()
  }
}
