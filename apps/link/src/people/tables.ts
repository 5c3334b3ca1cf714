import type { BetterAuthPlugin } from 'better-auth'

/** A person as it is kept. Grants and groups are JSON. */
export interface PersonRow {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly grants: string
  readonly groups: string
  /** Groups that the company's own sign-in told, JSON; null: it never did. */
  readonly providerGroups: string | null
  /** What of those the record knows. */
  readonly notedGroups: string | null
  readonly twoFactorEnabled: boolean | null
  readonly revokedAt: Date | null
  readonly createdAt: Date
}

export interface SessionRow {
  readonly id: string
  readonly token: string
  readonly userId: string
  readonly kind: string
  readonly ipAddress: string | null
  readonly userAgent: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  /** When it was last used, as far as that was written down. */
  readonly updatedAt: Date
}

/** A way in that is open once. Only the SHA-256 of its code is kept. */
export interface InvitationRow {
  readonly id: string
  readonly codeHash: string
  readonly name: string
  readonly grants: string
  readonly groups: string
  /** The principal who invites. */
  readonly invitedBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** A browser in which somebody is told what waits. */
export interface BrowserRow {
  readonly id: string
  readonly personId: string
  /** It is told as long as this session is there. */
  readonly sessionId: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  readonly language: string
  readonly agent: string | null
  readonly createdAt: Date
}

const hidden = { type: 'string', required: true, input: false, returned: false } as const

/** What the link keeps of people beside what signs them in: who may do what, and who is invited. */
export const ownTables = {
  id: 'boss-people',
  schema: {
    user: {
      fields: {
        grants: { ...hidden, defaultValue: '[]' },
        groups: { ...hidden, defaultValue: '[]' },
        // The only field that comes from outside, by the provider's profile: no open door of the library takes fields of a person.
        providerGroups: { type: 'string', required: false, returned: false },
        notedGroups: { type: 'string', required: false, input: false, returned: false },
        revokedAt: { type: 'date', required: false, input: false, returned: false },
      },
    },
    session: { fields: { kind: { type: 'string', required: true, defaultValue: 'browser', input: false } } },
    invitation: {
      modelName: 'person_invitation',
      fields: {
        codeHash: { ...hidden, unique: true },
        name: hidden,
        grants: hidden,
        groups: hidden,
        invitedBy: hidden,
        createdAt: { type: 'date', required: true },
        expiresAt: { type: 'date', required: true },
      },
    },
    browser: {
      modelName: 'person_browser',
      fields: {
        personId: hidden,
        sessionId: hidden,
        endpoint: hidden,
        p256dh: hidden,
        auth: hidden,
        language: hidden,
        agent: { ...hidden, required: false },
        createdAt: { type: 'date', required: true },
      },
    },
  },
} satisfies BetterAuthPlugin

/** Names in the database: `user` is a word of SQL, and these stand beside the record's own tables. */
export const modelNames = {
  user: 'person',
  session: 'person_session',
  account: 'person_account',
  verification: 'person_verification',
  rateLimit: 'person_rate_limit',
  passkey: 'person_passkey',
  twoFactor: 'person_two_factor',
  deviceCode: 'person_device_code',
} as const
