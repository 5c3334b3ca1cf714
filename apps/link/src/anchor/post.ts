import type { SignedHead } from '@boss-deployer/protocol/record'

const DEADLINE_MS = 10_000

/** Posts a head. Whoever takes it keeps it: the body is what `boss history verify --anchor` reads. */
export type Post = (head: SignedHead, closing: AbortSignal) => Promise<void>

/** To a webhook, which answers with any 2xx. No redirect is followed: a head goes where the operator said. */
export const postTo =
  (url: string): Post =>
  async (head, closing) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': String(head.sequence) },
      body: `${JSON.stringify(head)}\n`,
      redirect: 'error',
      signal: AbortSignal.any([closing, AbortSignal.timeout(DEADLINE_MS)]),
    })
    await answer.body?.cancel()
    if (!answer.ok) throw new Error(`it answered ${answer.status}`)
  }
