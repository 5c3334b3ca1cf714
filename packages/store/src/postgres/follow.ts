import type { Client } from 'pg'
import { CHANNEL } from './append.ts'
import { openClient } from './pool.ts'

/** What a notification that was lost costs at most. */
const POLL_MS = 1_000
const RETRY_MS = 500

interface Followed {
  readonly url: string
  /** How far the record is; asked for at every poll. */
  readonly sequence: () => Promise<number>
}

/**
 * Listens on a connection of its own, and asks besides how far the record is: a notification is quick, the question is
 * sure. A connection that breaks is made anew, after which there may be news.
 */
export function followRecord({
  url,
  sequence,
}: Followed): (onNews: (sequence: number | null) => void) => Promise<() => Promise<void>> {
  return async (onNews) => {
    let isEnded = false
    let client: Client | null = null
    let retry: ReturnType<typeof setTimeout> | undefined
    let last = await sequence()
    await listen()
    const polling = setInterval(() => void poll(), POLL_MS)
    polling.unref()

    return async () => {
      isEnded = true
      clearInterval(polling)
      clearTimeout(retry)
      await client?.end().catch(() => undefined)
    }

    async function listen(): Promise<void> {
      const opened = openClient(url)
      client = opened
      opened.on('error', () => undefined)
      opened.on('notification', ({ payload }) => onNews(Number(payload ?? '') || null))
      opened.once('end', () => {
        if (isEnded || client !== opened) return
        clearTimeout(retry)
        retry = setTimeout(() => void listenAgain(), RETRY_MS)
      })
      await opened.connect()
      await opened.query(`listen ${CHANNEL}`)
    }

    async function listenAgain(): Promise<void> {
      try {
        await listen()
        onNews(null)
      } catch {
        if (isEnded) return
        clearTimeout(retry)
        retry = setTimeout(() => void listenAgain(), RETRY_MS)
      }
    }

    async function poll(): Promise<void> {
      const now = await sequence().catch(() => last)
      if (isEnded || now <= last) return
      last = now
      onNews(now)
    }
  }
}
