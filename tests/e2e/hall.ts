import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { readTokens, startLink, type Tokens } from '../crash/link-process.ts'

/** What one who holds a token asks of a link; whatever is refused throws. */
export interface Calls {
  get(path: string): Promise<Record<string, unknown>>
  post(path: string, body: object): Promise<Record<string, unknown>>
}

/** A link of its own for one test file, with an operator's calls. */
export interface Hall extends Calls {
  readonly url: string
  readonly tokens: Tokens
  close(): Promise<void>
}

const anything = z.record(z.string(), z.unknown())

export async function openHall(more: readonly string[] = []): Promise<Hall> {
  const dir = mkdtempSync(join(tmpdir(), 'boss-hall-'))
  const link = await startLink(dir, 0, more)
  const tokens = readTokens(dir)
  return {
    url: link.url,
    tokens,
    ...callsOf(link.url, tokens.operator),
    async close() {
      await link.kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

export function callsOf(url: string, token: string): Calls {
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) }

  async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return anything.parse(await response.json())
  }
}
