import type { IncomingHttpHeaders } from 'node:http'
import type { GatePath, Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import type { PlannedCall, SeenLock } from '../calls/integration.ts'
import type { Message } from '../requests/parts.ts'

/** A webhook as it came, to the byte: that is what its sender has signed. */
export interface Posted {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What a system outside posts to the link, in its own words. All of it is plain functions. */
export interface Hook {
  /** Who asks by it, in the record. */
  readonly subject: string
  /** Whether only who knows the secret can have sent this. */
  isProven(posted: Posted): boolean
  /** What tells one delivery from another; null: it does not say. */
  deliveryOf(posted: Posted): string | null
  /** What it means; a proven one that cannot be understood is refused. */
  hear(posted: Posted): Result<Heard, WireError>
}

export type Heard =
  | {
      /** Something waits until this lock is decided. */
      readonly type: 'asks'
      readonly message: Message<'lock'> & { readonly gate: GatePath }
      /** Whether the answer to this lock, which nobody has decided yet, will be the answer to this one too. */
      readonly isAnsweredWith?: (seen: SeenLock) => boolean
      /** How it is told no where the gate takes no lock. */
      readonly tellNo: (reason: string) => PlannedCall
    }
  | {
      /** Something that waited does so no more: its open locks are cancelled. */
      readonly type: 'over'
      readonly pipeline: string
      readonly isOver: (seen: SeenLock) => boolean
    }
  | { readonly type: 'nothing' }
