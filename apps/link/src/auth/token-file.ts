import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { ROOT } from '@boss-deployer/gate'
import { type GrantRole, parse } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import type { Authenticator, KeepTrace } from './credentials.ts'

interface TokenDesk {
  /** Other links may have made tokens in the same store. */
  readonly isShared: boolean
  readonly authenticator: Authenticator
  readonly record: KeepTrace
}

const schema = z.object({ url: z.string(), operator: z.string(), pipeline: z.string() })

/**
 * Keeps a file (mode 600) with the link's address and one token each for an operator and a pipeline, so that the
 * `boss` command on this machine needs no setting. Tokens that the link does not know any more are made anew; those of
 * a store that others write to are named by machine and file, so that no link takes back what another one gave.
 */
export async function keepTokenFile(file: string, url: string, desk: TokenDesk): Promise<void> {
  const old = readTokens(file)
  const whose = desk.isShared ? `@${hostname()}:${resolve(file)}` : ''
  const operator = await keptOr(old?.operator, `operator${whose}`, 'operator', desk)
  const pipeline = await keptOr(old?.pipeline, `pipeline${whose}`, 'pipeline', desk)
  writeFileSync(file, `${JSON.stringify({ url, operator, pipeline }, null, 2)}\n`, { mode: 0o600 })
  chmodSync(file, 0o600)
}

function readTokens(file: string) {
  if (!existsSync(file)) return null
  try {
    const parsed = parse(schema, JSON.parse(readFileSync(file, 'utf8')))
    return parsed.ok ? parsed.value : null
  } catch {
    return null
  }
}

async function keptOr(
  old: string | undefined,
  name: string,
  role: GrantRole,
  { authenticator, record }: TokenDesk,
): Promise<string> {
  if (old !== undefined && (await authenticator.authenticate(old)).ok) return old
  const lost = (await authenticator.tokens()).find((token) => token.name === name && token.revokedAt === null)
  if (lost) await authenticator.revoke(lost.id)
  const grants = [{ role, gate: ROOT }]
  const issued = await authenticator.issueToken({ name, grants, expiresAt: null, createdBy: null }, record)
  if (!issued.ok) throw new Error(`the ${name} token could not be made: ${issued.error.message}`)
  return issued.value.secret
}
