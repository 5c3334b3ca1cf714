/** Why somebody who came back from the company is not let in. A page shows each in its own words. */
export type SsoRefusal =
  | 'sso_away'
  | 'sso_refused'
  | 'email_missing'
  | 'email_not_verified'
  | 'not_invited'
  | 'access_revoked'
  | 'house_full'

/** Thrown within what the library calls; the door outside it tells the page. */
export class SsoRefused extends Error {
  readonly refusal: SsoRefusal

  constructor(refusal: SsoRefusal, why: string, options?: ErrorOptions) {
    super(why, options)
    this.refusal = refusal
  }
}
