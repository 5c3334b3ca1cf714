import type { ClientChannel } from '@boss-deployer/protocol'
import { cancel, claim, done, guard, lock, nudge } from './ask.ts'
import { bypass } from './bypass.ts'
import { reject, status, unlock } from './decide.ts'
import type { Handler } from './parts.ts'
import { present } from './present.ts'
import { approved, inside, sync, verify } from './questions.ts'

/** Which message is which command or question: the same for sockets and REST. */
export const handlers: { readonly [C in ClientChannel]: Handler<C> } = {
  lock,
  unlock,
  reject,
  status,
  bypass,
  claim,
  cancel,
  nudge,
  done,
  guard,
  in: inside,
  verify,
  approved,
  present,
  sync,
}
