import { type ErrorCode, errorTable, exitCodes, type WireError } from '@boss-deployer/protocol'

/** How a command ends that cannot do its work: what is wrong, and what to do next. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly exit: number
  readonly next: string

  constructor({ code, message, next, exit }: { code: ErrorCode; message: string; next: string; exit?: number }) {
    super(message)
    this.code = code
    this.next = next
    this.exit = exit ?? errorTable[code].exit
  }
}

/** The command line is not as it should be. */
export const wrongUsage = (message: string, next: string): Problem =>
  new Problem({ code: 'invalid_message', message, next, exit: exitCodes.usage })

/** What to do about each error of the link. */
const NEXT: Readonly<Record<ErrorCode, string>> = {
  invalid_message: 'correct that option; --help shows what each takes',
  unauthenticated:
    'sign in (boss login), or give a valid token by BOSS_TOKEN; an operator makes one with: boss token create',
  forbidden: 'use a token with the role and the gates for this: boss token create --help',
  self_approval: 'ask somebody else to decide',
  not_passed: 'ask again with the same request id when the lock is unlocked: boss status',
  not_found: 'look which there are: boss token list, boss gadget list',
  lock_not_found: 'look which locks there are: boss status',
  gate_not_found: 'look which gates there are: boss gate list; make one: boss gate add',
  gate_locked:
    'decide first (boss unlock, boss reject), or let the waiting ones pass too: boss release --approve-pending',
  gate_blocked: 'wait until the gate is open again (boss status says who closed it and why), then ask anew',
  not_approved: 'keep waiting: boss wait UUID',
  lock_ended: 'ask anew: boss lock',
  conflict: 'look how it stands now: boss status',
  precondition_failed: 'somebody was faster: look how it is now, then try again',
  precondition_required: 'read it first, and say by If-Match which version is to be changed',
  too_large: 'shorten the text',
  too_many: 'try again in a minute',
  internal: 'look how it stands now (boss status) before trying again; the log of the link says more',
  unavailable: 'check the address and that the link runs: boss status, or start one: boss up',
}

/** A refusal of the link as a problem of the person at the terminal. */
export const problemOf = ({ code, message }: WireError): Problem => new Problem({ code, message, next: NEXT[code] })

/** The value, or the refusal thrown as a problem. */
export function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError },
): T {
  if (result.ok) return result.value
  throw problemOf(result.error)
}
