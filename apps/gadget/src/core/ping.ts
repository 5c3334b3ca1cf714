import { pingNonce } from '@boss-deployer/protocol/gadget'
import { signedPost } from './sign.ts'
import type { GadgetState, Stepped } from './state.ts'
import { nothing } from './state.ts'
import { times } from './times.ts'

/** What the gadget tells of itself. */
export const VERSION = 'soft-1'

/** When the next ping is due: while looking for the server, and once it has not been heard for too long. */
export const nextPingAt = ({ pingAt, heardAt }: GadgetState): number => pingAt ?? heardAt + times.lostAfter

/** Calls for the server. The session field is empty, the counter is the ping's number, the key the gadget's own. */
export function ping(state: GadgetState, now: number): Stepped {
  const { id, macKey, boot } = state.self
  const counter = state.pings + 1
  const nonce = pingNonce(boot, counter)
  const body = JSON.stringify({ nonce, boot, version: VERSION })
  const post = signedPost({ gadget: id, key: macKey, session: '', counter, path: '/ping', body })
  return {
    state: { ...state, pings: counter, outstanding: nonce, pingAt: now + times.pingEvery },
    output: { ...nothing, posts: [post] },
  }
}
