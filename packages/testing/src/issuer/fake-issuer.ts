import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { TokenClaims } from './claims.ts'

/** How the keys are served: as they should be, or in a way that no checker may fall for. */
export type KeyManners = 'right' | 'huge' | 'silent' | 'broken' | 'elsewhere' | 'gone'

export interface SignOptions {
  /** Claims that are left out; `iss`, `iat` and `exp` too. */
  readonly without?: readonly string[]
  /** The header's, where it is not the newest key's own. */
  readonly kid?: string
}

/** A build system that signs who its jobs are, with real keys, on a port of its own. It misbehaves when it is told to. */
export interface FakeIssuer extends AsyncDisposable {
  readonly url: string
  readonly audience: string
  /** Where keys are, whatever the system's own place for them. */
  readonly keysUrl: string
  /** How often the keys were asked for. */
  readonly asked: number
  manners: KeyManners
  /** A token with these claims, made at that time (milliseconds since 1970), good for five minutes. */
  sign(claims: TokenClaims, at: number, options?: SignOptions): Promise<string>
  /** The same, as a forger makes it. */
  forge(claims: TokenClaims, at: number, how: Forgery): Promise<string>
  /** From now on another key signs, and the old one is not published any more. */
  rotate(): Promise<void>
}

/** Ways to try it without the issuer's key. */
export type Forgery = 'no signature' | 'public key as secret' | 'own key' | 'changed claims'

interface Key {
  readonly privateKey: CryptoKey
  readonly jwk: JWK & { readonly kid: string }
}

const LIFE_S = 300

async function makeKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(publicKey)
  return { privateKey, jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'RS256', use: 'sig' } }
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Opens an issuer on loopback. */
export async function openFakeIssuer(audience = 'https://connect.example.com'): Promise<FakeIssuer> {
  let key = await makeKey()
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    answers[issuer.manners](response)
  })
  const answers: Readonly<Record<KeyManners, (response: ServerResponse) => void>> = {
    right: (response) => response.end(JSON.stringify({ keys: [key.jwk] })),
    huge: (response) => response.end(JSON.stringify({ keys: [{ ...key.jwk, x5c: ['A'.repeat(1_000_000)] }] })),
    silent: () => undefined,
    broken: (response) => response.end('<html>'),
    elsewhere: (response) => response.writeHead(302, { location: `${issuer.url}/moved` }).end(),
    gone: (response) => response.writeHead(503).end(),
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const whole = (claims: TokenClaims, at: number, without: readonly string[] = []): Record<string, unknown> => {
    const iat = Math.floor(at / 1_000)
    const all = { iss: url, aud: audience, iat, exp: iat + LIFE_S, ...claims }
    return Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)))
  }

  const forgeries: Readonly<Record<Forgery, (claims: Record<string, unknown>) => Promise<string>>> = {
    'no signature': async (claims) => `${encoded({ alg: 'none', kid: key.jwk.kid })}.${encoded(claims)}.`,
    'public key as secret': (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: key.jwk.kid })
        .sign(new TextEncoder().encode(JSON.stringify(key.jwk))),
    async 'own key'(claims) {
      const { privateKey } = await makeKey()
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: key.jwk.kid }).sign(privateKey)
    },
    async 'changed claims'(claims) {
      const [header, , signature] = (await signed({ ...claims, sub: 'somebody else' })).split('.')
      return `${header}.${encoded(claims)}.${signature}`
    },
  }

  const signed = (claims: Record<string, unknown>, kid = key.jwk.kid) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(key.privateKey)

  const issuer: FakeIssuer = {
    url,
    audience,
    keysUrl: `${url}/keys`,
    get asked() {
      return asked
    },
    manners: 'right',
    sign: (claims, at, { without, kid } = {}) => signed(whole(claims, at, without), kid),
    forge: (claims, at, how) => forgeries[how](whole(claims, at)),
    async rotate() {
      key = await makeKey()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return issuer
}
