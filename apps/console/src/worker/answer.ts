import { clientChannels } from '@boss-deployer/protocol'
import { call, type Fetch } from '../api/rest.ts'

/** What came of an answer that was given in a notification. `page`: it takes more than a button, such as a reason. */
export type Outcome =
  | { readonly kind: 'unlocked' | 'rejected' | 'signed-out' | 'unsure' | 'page' }
  | { readonly kind: 'voted'; readonly votes: number; readonly needed: number }
  | { readonly kind: 'refused'; readonly code: string }

/** Answers a lock by this browser's session: a message gives no right. */
export async function answer(fetch: Fetch, lock: string, action: 'unlock' | 'reject'): Promise<Outcome> {
  const asked = { method: 'POST', path: `/locks/${encodeURIComponent(lock)}/${action}`, body: {} } as const
  if (action === 'reject') {
    const rejected = await call(fetch, { ...asked, schema: clientChannels.reject.answer })
    return rejected.ok ? { kind: 'rejected' } : refused(rejected.error.code)
  }
  const unlocked = await call(fetch, { ...asked, schema: clientChannels.unlock.answer })
  if (!unlocked.ok) return refused(unlocked.error.code)
  const { state, votes, needed } = unlocked.value.value
  return state === 'locked' ? { kind: 'voted', votes, needed } : { kind: 'unlocked' }
}

const meant: Readonly<Record<string, Outcome>> = {
  unauthenticated: { kind: 'signed-out' },
  // The policy wants a reason.
  invalid_message: { kind: 'page' },
  unavailable: { kind: 'unsure' },
  internal: { kind: 'unsure' },
}

const refused = (code: string): Outcome => meant[code] ?? { kind: 'refused', code }
