import { fields } from '@boss-deployer/protocol'
import { jwtVerify } from 'jose'
import * as z from 'zod/mini'
import { textOf } from '../../auth/bounded-body.ts'
import { ALGORITHMS, SKEW_S } from '../../auth/keys.ts'
import { DEADLINE_MS, type SsoConfig } from './config.ts'
import type { Endpoints } from './discovery.ts'
import { SsoRefused } from './refusal.ts'

/** Who somebody is at the company, as it has said with its signature. */
export interface Profile {
  /** What never changes and is nobody else's. */
  readonly sub: string
  /** Verified by the company. */
  readonly email: string
  readonly name: string
  readonly groups: readonly string[]
}

/** What somebody came back with, and what this link knows of the way there. */
export interface CameBack {
  readonly code: string
  readonly codeVerifier: string
  readonly redirectUri: string
  readonly nonce: string
  readonly now: number
}

const MAX_GROUPS = 100
const groupNames = z.array(fields.name)
const tokens = z.object({ id_token: z.string(), access_token: z.optional(z.string()) })
const claims = z.looseObject({ sub: z.string().check(z.minLength(1), z.maxLength(255)) })
const email = z.email().check(z.maxLength(fields.limits.name))

/** The groups that a provider says; what is no list of names says none. */
export function groupsIn(said: Readonly<Record<string, unknown>>, claim: string): readonly string[] {
  const parsed = z.safeParse(groupNames, said[claim])
  return parsed.success ? [...new Set(parsed.data)].slice(0, MAX_GROUPS) : []
}

/**
 * Changes the code for what the company says of somebody, and believes it only with its signature, for this link, for
 * this very sign-in (nonce), and of a verified email.
 * @throws SsoRefused
 */
export async function profileOf(back: CameBack, config: SsoConfig, at: Endpoints): Promise<Profile> {
  const { id_token: idToken, access_token: accessToken } = await exchange(back, config, at)
  const own = await verified(idToken, { config, at, ...back })
  // Many say only the subject in the token, and the rest to whoever asks with the access token (OIDC Core 5.4).
  const isWhole = own.email !== undefined && own[config.groupsClaim] !== undefined
  const more = isWhole || at.userinfo === null ? {} : await userinfo(at.userinfo, accessToken ?? '', own.sub)
  const said: Readonly<Record<string, unknown>> = { ...more, ...own }
  const parsed = z.safeParse(email, said.email)
  if (!parsed.success) throw new SsoRefused('email_missing', 'it says no email')
  if (said.email_verified !== true) throw new SsoRefused('email_not_verified', 'it has not verified the email')
  const name = z.safeParse(fields.name, said.name)
  return {
    sub: own.sub,
    email: parsed.data.toLowerCase(),
    name: name.success ? name.data : parsed.data,
    groups: groupsIn(said, config.groupsClaim),
  }
}

async function exchange({ code, codeVerifier, redirectUri }: CameBack, config: SsoConfig, at: Endpoints) {
  const { clientId, clientSecret } = config
  const body = new URLSearchParams({
    ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: codeVerifier },
    ...(at.takesBasic ? {} : { client_id: clientId, client_secret: clientSecret }),
  })
  // RFC 6749 2.3.1: both are form-encoded before they are joined.
  const pair = [clientId, clientSecret].map((text) => new URLSearchParams({ '': text }).toString().slice(1)).join(':')
  const headers: Record<string, string> = at.takesBasic
    ? { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
    : {}
  const answer = await ask(at.token, { method: 'POST', body, headers })
  const parsed = z.safeParse(tokens, answer)
  if (!parsed.success) throw new SsoRefused('sso_refused', 'it gave no id_token for the code')
  return parsed.data
}

interface Verifying extends Pick<CameBack, 'nonce' | 'now'> {
  readonly config: SsoConfig
  readonly at: Endpoints
}

async function verified(idToken: string, { config, at, nonce, now }: Verifying) {
  const options = {
    issuer: at.issuer,
    audience: config.clientId,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    clockTolerance: SKEW_S,
    currentDate: new Date(now),
  }
  const { payload } = await jwtVerify(idToken, at.keys, options).catch((error: unknown) => {
    throw new SsoRefused('sso_refused', 'its id_token does not count', { cause: error })
  })
  const parsed = z.safeParse(claims, payload)
  if (!parsed.success || nonce === '' || payload.nonce !== nonce)
    throw new SsoRefused('sso_refused', 'its id_token is of another visit')
  const isForOthers = Array.isArray(payload.aud) && payload.aud.length > 1 && payload.azp !== config.clientId
  if (isForOthers) throw new SsoRefused('sso_refused', 'its id_token is for somebody else, too')
  return parsed.data
}

async function userinfo(url: string, accessToken: string, sub: string) {
  const parsed = z.safeParse(claims, await ask(url, { headers: { authorization: `Bearer ${accessToken}` } }))
  // OIDC Core 5.3.2: of another subject nothing may be used.
  if (!parsed.success || parsed.data.sub !== sub)
    throw new SsoRefused('sso_refused', 'its userinfo is of somebody else')
  return parsed.data
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const options: RequestInit = { ...init, signal: AbortSignal.timeout(DEADLINE_MS), redirect: 'error' }
  const answer = await fetch(url, options).catch((error: unknown) => {
    throw new SsoRefused('sso_away', `${url} does not answer`, { cause: error })
  })
  const isRefused = answer.status >= 400 && answer.status < 500
  if (isRefused) throw new SsoRefused('sso_refused', `${url} answered ${answer.status}`)
  if (answer.status !== 200) throw new SsoRefused('sso_away', `${url} answered ${answer.status}`)
  try {
    return JSON.parse(await textOf(answer))
  } catch (error) {
    throw new SsoRefused('sso_away', `${url} answered no JSON`, { cause: error })
  }
}
