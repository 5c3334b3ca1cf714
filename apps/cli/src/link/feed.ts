import type { Answer, Link } from '@boss-deployer/client'
import { linkChannels } from '@boss-deployer/protocol'
import { Problem, problemOf } from '../command/problem.ts'

/** What is true now, and what happened since the last time. */
export type News = Answer<'sync'>
export type Heard = { readonly type: 'news'; readonly news: News } | { readonly type: 'lost' }

const LOOK_EVERY_MS = 20_000
const AGAIN_MS = 1_000
const LOST_AFTER_MS = 600_000

const channels = Object.keys(linkChannels).filter((name): name is keyof typeof linkChannels => name !== 'welcome')

/**
 * Asks what is true now whenever the link says anything, after each reconnect, and every 20 s; so that no lost message
 * hides anything. Ends with the signal; throws when the link refuses or stays away for 10 minutes.
 */
export async function* follow(link: Link, start: number, signal: AbortSignal): AsyncGenerator<Heard> {
  const bell = makeBell()
  const stops = [...channels.map((channel) => link.on(channel, bell.ring)), link.onConnection(bell.ring)]
  signal.addEventListener('abort', bell.ring)
  let after = start
  let lostAt: number | null = null
  try {
    while (!signal.aborted) {
      const answer = await link.send('sync', { after })
      if (answer.ok) {
        lostAt = null
        after = Math.max(after, ...answer.value.events.map(({ sequence }) => sequence))
        yield { type: 'news', news: answer.value }
        if (!answer.value.more) await bell.wait(LOOK_EVERY_MS)
        continue
      }
      if (answer.error.code !== 'unavailable') throw problemOf(answer.error)
      if (lostAt === null) yield { type: 'lost' }
      lostAt ??= Date.now()
      if (Date.now() - lostAt > LOST_AFTER_MS) throw lost()
      await bell.wait(AGAIN_MS)
    }
  } finally {
    signal.removeEventListener('abort', bell.ring)
    for (const stop of stops) stop()
  }
}

const lost = () =>
  new Problem({ code: 'unavailable', message: 'the link is lost', next: 'see whether it runs: boss status' })

/** A ring during work is not lost: the next wait then ends at once. */
function makeBell() {
  let hasRung = false
  let wake = () => {}
  return {
    ring: () => {
      hasRung = true
      wake()
    },
    async wait(ms: number): Promise<void> {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      hasRung = false
      wake = () => {}
    },
  }
}
