import { API } from '../api.ts'

/** Where what signs people in is reached. */
export const AUTH_PATH = `${API}/auth`

/** What a visit to a door is called in the security log. */
export type Visit =
  | 'sign-in'
  | 'second-factor'
  | 'sign-out'
  | 'password'
  | 'passkey'
  | 'second-factor-change'
  | 'device'

export interface AuthDoor {
  readonly method: 'GET' | 'POST'
  /** Below `AUTH_PATH`. */
  readonly path: string
  readonly summary: string
  /** Written to the security log under this name; left out: it changes nothing. */
  readonly visit?: Visit
  /** The standard that defines the answer says how its errors look, too. */
  readonly isStandard?: true
}

/** Every route of better-auth that can be reached. There is no other: nobody signs up by themselves. */
export const authDoors: readonly AuthDoor[] = [
  { method: 'POST', path: '/sign-in/email', summary: 'Signs in by email and password', visit: 'sign-in' },
  { method: 'POST', path: '/sign-in/social', summary: 'Begins to sign in by the company (OpenID Connect)' },
  {
    method: 'GET',
    path: '/callback/:id',
    summary: 'Comes back from the company',
    visit: 'sign-in',
    isStandard: true,
  },
  { method: 'POST', path: '/link-social', summary: 'Begins to join the company’s sign-in to the own person' },
  { method: 'POST', path: '/change-password', summary: 'Changes the own password', visit: 'password' },
  { method: 'GET', path: '/passkey/generate-register-options', summary: 'Begins to add a passkey' },
  { method: 'POST', path: '/passkey/verify-registration', summary: 'Adds a passkey', visit: 'passkey' },
  { method: 'GET', path: '/passkey/generate-authenticate-options', summary: 'Begins to sign in by passkey' },
  { method: 'POST', path: '/passkey/verify-authentication', summary: 'Signs in by passkey', visit: 'sign-in' },
  { method: 'GET', path: '/passkey/list-user-passkeys', summary: 'The own passkeys' },
  { method: 'POST', path: '/passkey/delete-passkey', summary: 'Takes a passkey away', visit: 'passkey' },
  {
    method: 'POST',
    path: '/two-factor/enable',
    summary: 'Begins to ask for a second factor (TOTP)',
    visit: 'second-factor-change',
  },
  {
    method: 'POST',
    path: '/two-factor/disable',
    summary: 'Asks for no second factor any more',
    visit: 'second-factor-change',
  },
  { method: 'POST', path: '/two-factor/verify-totp', summary: 'The second factor', visit: 'second-factor' },
  {
    method: 'POST',
    path: '/two-factor/verify-backup-code',
    summary: 'A backup code instead of the second factor',
    visit: 'second-factor',
  },
  { method: 'POST', path: '/device/code', summary: 'A command line asks for a code (RFC 8628)', isStandard: true },
  {
    method: 'POST',
    path: '/device/token',
    summary: 'A command line asks whether its code was approved',
    visit: 'sign-in',
    isStandard: true,
  },
  { method: 'GET', path: '/device', summary: 'What a code is for' },
  { method: 'POST', path: '/device/approve', summary: 'Lets a command line in', visit: 'device' },
  { method: 'POST', path: '/device/deny', summary: 'Lets it not', visit: 'device' },
]
