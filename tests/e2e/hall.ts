import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { readTokens, startLink, type Tokens } from '../crash/link-process.ts'

/** A link of its own for one test file, with an operator's calls. */
export interface Hall {
  readonly url: string
  readonly tokens: Tokens
  get(path: string): Promise<Record<string, unknown>>
  post(path: string, body: object): Promise<Record<string, unknown>>
  close(): Promise<void>
}

const anything = z.record(z.string(), z.unknown())

export async function openHall(): Promise<Hall> {
  const dir = mkdtempSync(join(tmpdir(), 'boss-hall-'))
  const link = await startLink(dir, 0)
  const tokens = readTokens(dir)
  return {
    url: link.url,
    tokens,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    async close() {
      await link.kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }

  async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${link.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens.operator}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return anything.parse(await response.json())
  }
}
