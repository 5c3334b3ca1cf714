/** A company's own sign-in (OpenID Connect), as configured. */
export interface SsoConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** The claim that lists somebody's groups. */
  readonly groupsClaim: string
  /** Asked for beside openid, email and profile: some providers tell groups only then. */
  readonly scopes: readonly string[]
  /** Whose email is in one of these may come without an invitation, and then may do nothing until it is granted. */
  readonly domains: readonly string[]
}

/** The only one: there is one company's own sign-in. */
export const PROVIDER_ID = 'sso'

/** How long the provider may take for each answer. Milliseconds. */
export const DEADLINE_MS = 5_000
