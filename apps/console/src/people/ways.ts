import type { WireError } from '@boss-deployer/protocol'
import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import * as z from 'zod/mini'
import { type Call, call } from '../api/rest.ts'
import type { Result } from '../view/wire.ts'
import { visitIn } from './visit.ts'

type Schema = Call<z.ZodMiniType>['schema']
export type Answer<T> = Promise<Result<T, WireError>>

const done = z.looseObject({})
const signedIn = z.looseObject({ twoFactorRedirect: z.optional(z.boolean()) })
type Registration = Parameters<typeof startRegistration>[0]['optionsJSON']
type Authentication = Parameters<typeof startAuthentication>[0]['optionsJSON']
/** What the browser is asked, in its own words: it checks them itself. */
const challenge = z.looseObject({ challenge: z.string() })
const isRegistration = (it: unknown): it is Registration => typeof it === 'object'
const isAuthentication = (it: unknown): it is Authentication => typeof it === 'object'
const waysIn = z.object({
  has_people: z.boolean(),
  has_sso: z.boolean(),
  is_sso_away: z.boolean(),
  passkey_host: z.string(),
})
const me = z.object({
  name: z.string(),
  subject: z.string(),
  email: z.nullable(z.string()),
  has_password: z.boolean(),
  has_second_factor: z.boolean(),
})
const sessions = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      agent: z.nullable(z.string()),
      last_used_at: z.string(),
      is_this: z.boolean(),
    }),
  ),
})
const passkeys = z.array(z.looseObject({ id: z.string(), name: z.optional(z.nullable(z.string())) }))
const secondFactor = z.looseObject({ totpURI: z.string(), backupCodes: z.array(z.string()) })

async function ask<S extends Schema>(method: Call<S>['method'], path: string, schema: S, body?: object) {
  const it = { method, path, schema, ...(body ? { body: { ...body } } : {}) }
  const answer = await call((at, init) => fetch(at, init), it)
  return answer.ok ? ({ ok: true, value: answer.value.value } as const) : answer
}

const refused = (message: string): Result<never, WireError> => ({ ok: false, error: { code: 'forbidden', message } })

/** Whether passkeys work at this address: they belong to a name. */
export const fits = (passkeyHost: string): boolean =>
  location.hostname === passkeyHost || location.hostname.endsWith(`.${passkeyHost}`)

export const readWaysIn = () => ask('GET', '/sign-in', waysIn)
export const readMe = () => ask('GET', '/me', me)
export const readSessions = () => ask('GET', '/sessions', sessions)
export const readPasskeys = () => ask('GET', '/auth/passkey/list-user-passkeys', passkeys)

export const signIn = (email: string, password: string) =>
  ask('POST', '/auth/sign-in/email', signedIn, { email, password })
export const giveCode = (code: string) =>
  code.includes('-')
    ? ask('POST', '/auth/two-factor/verify-backup-code', done, { code })
    : ask('POST', '/auth/two-factor/verify-totp', done, { code })

/** Goes to the company's own sign-in, which comes back here: to the code of a device where that was asked for. */
export async function goToCompany(): Answer<null> {
  const { hash, search } = location
  return leaveFor('/auth/sign-in/social', visitIn(hash, search).to === 'device' ? `/${search}${hash}` : '/')
}

/** The same, for whoever is signed in and wants to come in by it from now on. */
export const connectCompany = (): Answer<null> => leaveFor('/auth/link-social', '/#account')

async function leaveFor(path: string, back: string): Answer<null> {
  const answer = await ask('POST', path, z.looseObject({ url: z.string() }), {
    provider: 'sso',
    callbackURL: back,
    errorCallbackURL: '/',
    disableRedirect: true,
  })
  if (!answer.ok) return answer
  location.assign(answer.value.url)
  return { ok: true, value: null }
}

export async function signInByPasskey(): Promise<Result<unknown, WireError>> {
  const options = await ask('GET', '/auth/passkey/generate-authenticate-options', challenge)
  if (!options.ok) return options
  const optionsJSON: unknown = options.value
  if (!isAuthentication(optionsJSON)) return refused('no passkey was used')
  try {
    const response = await startAuthentication({ optionsJSON })
    return await ask('POST', '/auth/passkey/verify-authentication', done, { response })
  } catch {
    return refused('no passkey was used')
  }
}

export async function addPasskey(name: string): Promise<Result<unknown, WireError>> {
  const options = await ask('GET', '/auth/passkey/generate-register-options', challenge)
  if (!options.ok) return options
  const optionsJSON: unknown = options.value
  if (!isRegistration(optionsJSON)) return refused('no passkey was made')
  try {
    const response = await startRegistration({ optionsJSON })
    return await ask('POST', '/auth/passkey/verify-registration', done, { response, name })
  } catch {
    return refused('no passkey was made')
  }
}

interface Joining {
  readonly code: string
  readonly name: string
  readonly email: string
  readonly password?: string
}

export const join = (joining: Joining) => ask('POST', '/people/join', done, joining)
export const inviteFirst = () =>
  ask('POST', '/people/invitations', z.object({ code: z.string() }), {
    name: 'first operator',
    grants: [{ role: 'operator', gate: 'root' }],
  })

export const dropPasskey = (id: string) => ask('POST', '/auth/passkey/delete-passkey', done, { id })
export const endSession = (id: string) => ask('DELETE', `/sessions/${encodeURIComponent(id)}`, done)
export const resetPassword = (code: string, password: string) =>
  ask('POST', '/people/password', done, { code, password })
export const setPassword = (password: string) => ask('POST', '/me/password', done, { password })
export const changePassword = (currentPassword: string, newPassword: string) =>
  ask('POST', '/auth/change-password', done, { currentPassword, newPassword, revokeOtherSessions: true })
export const beginSecondFactor = (password: string) =>
  ask('POST', '/auth/two-factor/enable', secondFactor, password === '' ? {} : { password })
export const endSecondFactor = (password: string) =>
  ask('POST', '/auth/two-factor/disable', done, password === '' ? {} : { password })

export const lookAtDevice = (code: string) =>
  ask('GET', `/auth/device?user_code=${encodeURIComponent(code)}`, z.looseObject({ status: z.string() }))
export const answerDevice = (code: string, isYes: boolean) =>
  ask('POST', `/auth/device/${isYes ? 'approve' : 'deny'}`, done, { userCode: code })
