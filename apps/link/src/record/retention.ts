import { isOpen, type Lock } from '@boss-deployer/gate'
import type { Store } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'
import type { Executor } from '../execute/executor.ts'
import { linkItself } from '../requests/access.ts'

const DAY_MS = 24 * 60 * 60_000
/** How often is looked whether some contexts are old enough. */
const EVERY_MS = 60 * 60_000
/** Contexts that are looked at together; those that are forgotten are one transaction. */
const PAGE = 200
/** Pages in one go; what is left has its turn at the next tick. */
const MAX_PAGES = 5

export interface Retention {
  /** Forgets what is due. Whoever decides does not wait for it. */
  tick(): void
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface RetentionParts {
  readonly store: Pick<Store, 'withContext'>
  readonly executor: Pick<Executor, 'execute'>
  readonly clock: Clock
  /** How long a context is kept after its lock has ended. */
  readonly days: number
  readonly onError: (error: unknown) => void
}

/**
 * Forgets the contexts of locks that ended long ago. Every link of a store does: a context that another one has
 * forgotten already is no event.
 */
export function keepContexts({ store, executor, clock, days, onError }: RetentionParts): Retention {
  let isClosed = false
  let dueAt = 0
  /** Where the next look goes on; ids of locks are in the order of time. */
  let after: string | null = null
  let running: Promise<void> | null = null

  async function look(): Promise<void> {
    const now = clock()
    const before = now - days * DAY_MS
    for (let page = 0; page < MAX_PAGES && !isClosed; page += 1) {
      const locks = await store.withContext(after, PAGE)
      await forget(locks.filter((lock) => !isOpen(lock) && endOf(lock) <= before))
      after = locks.at(-1)?.id ?? null
      // Whoever asked later than that has not ended before that.
      if (locks.length < PAGE || locks.some(({ lockedAt }) => lockedAt > before)) {
        after = null
        dueAt = now + EVERY_MS
        return
      }
    }
  }

  async function forget(locks: readonly Lock[]): Promise<void> {
    const said = { by: linkItself, at: clock(), requestId: null, press: null }
    const forgotten = locks.map(({ id: lock }) => executor.execute({ ...said, type: 'forget-context', lock }))
    for (const { result } of await Promise.all(forgotten))
      if (!result.ok) throw new Error(`a context is not forgotten: ${result.error.message}`)
  }

  return {
    tick() {
      if (isClosed || clock() < dueAt) return
      running ??= look()
        .catch(onError)
        .finally(() => {
          running = null
        })
    },
    settled: async () => running ?? undefined,
    async close() {
      isClosed = true
      await running
    },
  }
}

const endOf = ({ claimedAt, end, lockedAt }: Lock): number => end?.at ?? claimedAt ?? lockedAt
