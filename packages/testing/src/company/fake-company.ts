import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { decodeJwt, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { Configuration, Provider } from 'oidc-provider'
import { z } from 'zod'

/** Somebody who works there. */
export interface Employee {
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
  readonly groups?: readonly string[]
}

/**
 * What is wrong with its next answers.
 * - `away`: it answers 503.
 * - `code is over`: it knows the code no more.
 * - `other nonce`, `no nonce`, `other issuer`, `other audience`, `unknown key`: of the id_token, signed all the same.
 * - `no id_token`, `other userinfo`: it leaves it out, or tells of somebody else.
 */
export type CompanyMisdeed =
  | 'away'
  | 'code is over'
  | 'other nonce'
  | 'no nonce'
  | 'other issuer'
  | 'other audience'
  | 'unknown key'
  | 'no id_token'
  | 'other userinfo'

/** A company's own sign-in (OpenID Connect) on loopback: panva's oidc-provider. It misbehaves when it is told to. */
export interface FakeCompany extends AsyncDisposable {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** By subject, which is also what they type to sign in. */
  readonly employees: Map<string, Employee>
  misdeed: CompanyMisdeed | null
  /** What was asked of its authorization endpoint, the newest last. */
  readonly asked: readonly URLSearchParams[]
  /** From now on it sends people back there, and nowhere else. */
  expectAt(redirectUri: string): Promise<void>
  /** From now on another key signs, and the old one is not published any more. */
  rotate(): Promise<void>
}

interface Key {
  readonly jwk: JWK & { readonly kid: string }
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>
}

let keysMade = 0
async function makeKey(): Promise<Key> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  keysMade += 1
  const jwk = { ...(await exportJWK(privateKey)), kid: `key-${keysMade}`, alg: 'RS256', use: 'sig' }
  const sign = (claims: Readonly<Record<string, unknown>>) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: jwk.kid }).sign(privateKey)
  return { jwk, sign }
}

const withIdToken = z.looseObject({ id_token: z.string() })
const SIGN_IN = /^\/sign-in\/([^/?]+)$/
const page = (uid: string) => `<!doctype html><title>The company</title><link rel="icon" href="data:," />
<form method="post" action="/sign-in/${encodeURIComponent(uid)}"><label>Who are you? <input name="login" /></label><button>Go on</button></form>`

/** Opens a company on loopback, under another name than 127.0.0.1: for a browser it is another site. */
export async function openFakeCompany(): Promise<FakeCompany> {
  const { Provider } = await import('oidc-provider')
  let key = await makeKey()
  let redirectUri: string | null = null
  let handler: ReturnType<Provider['callback']> | null = null
  let provider: Provider | null = null
  const asked: URLSearchParams[] = []
  const server = createServer((request, response) => {
    if (company.misdeed === 'away' || handler === null) return void response.writeHead(503).end()
    const url = new URL(request.url ?? '/', company.issuer)
    if (url.pathname === '/auth') asked.push(url.searchParams)
    const uid = SIGN_IN.exec(url.pathname)?.[1]
    const answered = uid === undefined ? handler(request, response) : signIn(uid, request, response)
    answered.catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`

  async function signIn(uid: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return void response.writeHead(200, { 'content-type': 'text/html' }).end(page(uid))
    const accountId = new URLSearchParams(await text(request)).get('login') ?? ''
    await provider?.interactionFinished(request, response, { login: { accountId } })
  }

  /** Whoever signs in agrees to everything. */
  const agree: Configuration['loadExistingGrant'] = async ({ oidc }) => {
    const { client, session, params } = oidc
    if (!client || !session?.accountId || !provider) return undefined
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope(typeof params?.scope === 'string' ? params.scope : 'openid')
    await grant.save()
    return grant
  }

  type Spoiled = (claims: Record<string, unknown>) => Promise<string>
  const spoiled: Partial<Record<CompanyMisdeed, Spoiled>> = {
    'other nonce': (claims) => key.sign({ ...claims, nonce: 'of another visit' }),
    'no nonce': (claims) => key.sign(Object.fromEntries(Object.entries(claims).filter(([name]) => name !== 'nonce'))),
    'other issuer': (claims) => key.sign({ ...claims, iss: 'https://elsewhere.example' }),
    'other audience': (claims) => key.sign({ ...claims, aud: 'somebody-else' }),
    'unknown key': async (claims) => (await makeKey()).sign(claims),
  }

  async function spoil(idToken: string): Promise<string> {
    const how = company.misdeed === null ? undefined : spoiled[company.misdeed]
    return how ? how({ ...decodeJwt(idToken) }) : idToken
  }

  function build(): void {
    if (redirectUri === null) return
    const { clientId: client_id, clientSecret: client_secret } = company
    provider = new Provider(issuer, {
      clients: [{ client_id, client_secret, redirect_uris: [redirectUri] }],
      jwks: { keys: [key.jwk] },
      claims: { email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
      scopes: ['openid', 'groups'],
      cookies: { keys: ['a key of the company'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
      loadExistingGrant: agree,
      findAccount: (_, sub) => {
        const employee = company.employees.get(sub)
        return (
          employee && { accountId: sub, claims: () => ({ sub, ...employee, groups: [...(employee.groups ?? [])] }) }
        )
      },
    })
    provider.use(async (context, next) => {
      if (context.path === '/token' && company.misdeed === 'code is over') {
        context.status = 400
        context.body = { error: 'invalid_grant' }
        return
      }
      await next()
      const whole = withIdToken.safeParse(context.body)
      if (context.path === '/token' && whole.success) {
        const { id_token: idToken, ...rest } = whole.data
        context.body = company.misdeed === 'no id_token' ? rest : { ...rest, id_token: await spoil(idToken) }
      }
      if (context.path === '/me' && company.misdeed === 'other userinfo')
        context.body = { ...z.looseObject({}).parse(context.body), sub: 'somebody else' }
    })
    handler = provider.callback()
  }

  const company: FakeCompany = {
    issuer,
    clientId: 'boss',
    clientSecret: 'a secret: with/signs+in it',
    employees: new Map(),
    misdeed: null,
    asked,
    async expectAt(uri) {
      redirectUri = uri
      build()
    },
    async rotate() {
      key = await makeKey()
      build()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return company
}
