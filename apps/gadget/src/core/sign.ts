import { isSameMac, macHeaders, macOf, sessionKey } from '@boss-deployer/protocol/gadget'
import type { Arrived, GadgetState, Post, ServerPath, Session } from './state.ts'

interface Unsigned {
  readonly gadget: string
  readonly key: string
  readonly session: string
  readonly counter: number
  readonly path: ServerPath
  readonly body: string
}

/** A message to the server with its MAC. */
export function signedPost({ gadget, key, session, counter, path, body }: Unsigned): Post {
  const mac = macOf(key, { direction: 'g>s', gadget, method: 'POST', path, session, counter, body })
  return {
    path,
    headers: {
      [macHeaders.gadget]: gadget,
      [macHeaders.session]: session,
      [macHeaders.counter]: String(counter),
      [macHeaders.mac]: mac,
    },
    body,
  }
}

const COUNTER = /^[1-9]\d{0,14}$/

/** Whether the message has a valid MAC of this session, and a counter above the last. */
export function isGenuine(state: GadgetState, session: Session, message: Arrived): boolean {
  const { method, path, body } = message
  if (message.gadget !== state.self.id || message.session !== session.id) return false
  if (!COUNTER.test(message.counter) || Number(message.counter) <= session.inCounter) return false
  const counter = Number(message.counter)
  const told = { direction: 's>g', gadget: state.self.id, method, path, session: session.id, counter, body } as const
  return isSameMac(macOf(session.inKey, told), message.mac)
}

const SESSION_ID = /^[0-9a-f]{32}$/

/** The session that an answer to our outstanding ping would open; null when none is outstanding. */
export function offeredSession({ self, outstanding }: GadgetState, id: string): Session | null {
  if (outstanding === null || !SESSION_ID.test(id)) return null
  const nonces = { gadget: outstanding, server: id }
  return {
    id,
    inKey: sessionKey(self.macKey, 's>g', nonces),
    outKey: sessionKey(self.macKey, 'g>s', nonces),
    inCounter: 0,
    outCounter: 0,
  }
}
