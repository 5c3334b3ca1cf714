import { createPrivateKey, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import * as z from 'zod/mini'
import type { Answer, Pass, PassRequest } from '../../calls/integration.ts'
import { bare } from '../parts.ts'
import type { GithubEntry } from './entry.ts'

/** Ten minutes are the most that GitHub takes, and its clock may be behind ours. */
const MADE_BEFORE_S = 60
const GOOD_FOR_S = 5 * 60

export const headers = {
  accept: 'application/vnd.github+json',
  'content-type': 'application/json',
  'user-agent': 'boss-deployer',
  'x-github-api-version': '2022-11-28',
}

const given = z.object({ token: z.string().check(z.minLength(1)), expires_at: z.iso.datetime({ offset: true }) })

/** The key of the App, as GitHub gives it (PKCS#1) or in the newer form. Throws when it is none. */
export function privateKeyOf(pem: string): KeyObject {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'rsa') throw new Error('the private key of a GitHub App is an RSA key')
  return key
}

interface App {
  readonly entry: GithubEntry
  readonly key: KeyObject
  readonly now: number
}

/**
 * A token of the installation, for one repository and for deployments alone:
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
 */
export function tokenOf({ entry, key, now }: App, installation: string, repository: string): PassRequest {
  const nowS = Math.floor(now / 1_000)
  return {
    key: JSON.stringify([installation, repository]),
    async request() {
      const jwt = await new SignJWT()
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
        .setIssuer(String(entry.app))
        .setIssuedAt(nowS - MADE_BEFORE_S)
        .setExpirationTime(nowS + GOOD_FOR_S)
        .sign(key)
      return {
        method: 'POST',
        url: `${bare(entry.url)}/app/installations/${installation}/access_tokens`,
        headers: { ...headers, authorization: `Bearer ${jwt}` },
        body: JSON.stringify({ repositories: [repository.split('/')[1]], permissions: { deployments: 'write' } }),
      }
    },
    read: tokenIn,
  }
}

function tokenIn({ status, body }: Answer): Pass | null {
  if (status !== 201) return null
  try {
    const parsed = given.safeParse(JSON.parse(body))
    return parsed.success ? { secret: parsed.data.token, expiresAt: Date.parse(parsed.data.expires_at) } : null
  } catch {
    return null
  }
}
