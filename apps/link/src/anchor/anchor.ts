import type { Store } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'
import type { Signer } from '../record/signer.ts'
import { type Anchored, anchoredOf, delivered, failed, isDue, taken } from './plan.ts'
import type { Post } from './post.ts'

const NOTE = 'anchor'

/** Signed heads kept elsewhere: only they find a history whose end was cut off. */
export interface Anchor {
  /** Posts the head when it is due. Whoever decides does not wait for it. */
  tick(): void
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** How far the anchor is, for all links of the store. */
export const anchored = async (notes: Pick<Store['notes'], 'get'>): Promise<Anchored> =>
  anchoredOf(await notes.get(NOTE))

interface AnchorParts {
  readonly store: Pick<Store, 'notes' | 'head'>
  readonly signer: Pick<Signer, 'sign'>
  readonly post: Post
  readonly everyMs: number
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/**
 * At least once: what was posted is noted after it was taken, so that a link which dies between posts it again. The turn
 * is taken in the store first, so that of several links one posts.
 */
export function openAnchor({ store, signer, post, everyMs, clock, onError }: AnchorParts): Anchor {
  const closing = new AbortController()
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    const text = await store.notes.get(NOTE)
    const before = anchoredOf(text)
    const head = await store.head()
    const now = clock()
    if (!isDue(before, head.sequence, { now, everyMs })) return
    const turn = JSON.stringify(taken(before, now))
    if (!(await store.notes.swap(NOTE, text, turn))) return
    try {
      await post(signer.sign(head), closing.signal)
      await store.notes.swap(NOTE, turn, JSON.stringify(delivered(head.sequence, clock())))
    } catch (error) {
      const after = failed(before, clock())
      await store.notes.swap(NOTE, turn, JSON.stringify(after))
      if (!closing.signal.aborted)
        onError(new Error(`the anchor did not take the head (failed ${after.failures} in a row)`, { cause: error }))
    }
  }

  return {
    tick() {
      if (closing.signal.aborted) return
      running ??= run()
        .catch(onError)
        .finally(() => {
          running = null
        })
    },
    settled: async () => running ?? undefined,
    async close() {
      closing.abort()
      await running
    },
  }
}
