import type { Visit } from '@boss-deployer/protocol'

/** One line of the security log: who tried what from where, and how it went. Never a secret, and never what was typed. */
export interface SecurityEntry {
  readonly event:
    | Visit
    | 'invited'
    | 'joined'
    | 'reset-offered'
    | 'password-reset'
    | 'session-ended'
    | 'person-changed'
    | 'person-revoked'
    | 'request'
  readonly outcome: 'done' | 'refused'
  /** Whom it is about, such as `person:…`; null where nobody is known by what was said. */
  readonly subject: string | null
  /** The principal who did it, where it is somebody else. */
  readonly by?: string
  readonly address?: string
  /** Which request it was. */
  readonly route?: string
}

export type SecurityLog = (entry: SecurityEntry) => void
