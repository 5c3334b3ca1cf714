import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { z } from 'zod'
import { findBrowser, installBrowser } from '../../../tools/browser.mjs'
import { type Program, readTokens, startLink } from '../../crash/link-process.ts'

/** What a pipeline asks for; the rest is made up. */
export interface Request {
  readonly pipeline?: string
  readonly step?: string
  readonly gate?: string
  readonly context?: object
}

/** A person at a browser, signed in. */
export interface Visitor {
  readonly page: Page
  /** What the page complained about: a refused script, an exception. */
  readonly complaints: readonly string[]
  readonly leave: () => Promise<void>
}

/** A real link with a browser before it. */
export interface Desk {
  readonly url: () => string
  readonly ask: (request?: Request) => Promise<string>
  readonly stateOf: (uuid: string) => Promise<string>
  /** The pipeline passes. */
  readonly claim: (uuid: string) => Promise<unknown>
  readonly operate: (path: string, body: object) => Promise<unknown>
  readonly read: (path: string) => Promise<unknown>
  readonly remove: (path: string) => Promise<unknown>
  /** Ends all that is open and every mode: what a test finds is its own. */
  readonly clear: () => Promise<void>
  /** The address that `boss console` prints. */
  readonly address: () => Promise<string>
  readonly open: (address: string, options?: BrowserContextOptions) => Promise<Visitor>
  readonly visit: (options?: BrowserContextOptions) => Promise<Visitor>
  readonly stopLink: () => Promise<void>
  readonly restartLink: () => Promise<void>
  readonly close: () => Promise<void>
}

const asked = z.object({ lock: z.string() })
const shown = z.object({ state: z.string() })
const printed = z.object({ code: z.string() })
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage']

async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error(installBrowser() || 'a browser was installed just now: run the tests again')
  return chromium.launch({ executablePath, args: flags })
}

/** `settings`: more flags of the link. */
export async function openDesk(settings: readonly string[] = []): Promise<Desk> {
  const dir = mkdtempSync(join(tmpdir(), 'boss-console-'))
  const first = await startLink(dir, 0, settings)
  const { url } = first
  let link: Program | null = first
  const tokens = readTokens(dir)
  const browser = await startBrowser()

  async function call(method: string, path: string, options: { token: string; body?: object }): Promise<unknown> {
    const { token, body } = options
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  const desk: Desk = {
    url: () => url,
    async ask({ pipeline = 'shop', step = 'deploy', gate = 'root', context = {} } = {}) {
      const body = { pipeline, step, gate, context }
      return asked.parse(await call('POST', '/locks', { token: tokens.pipeline, body })).lock
    },
    stateOf: async (uuid) => shown.parse(await call('GET', `/locks/${uuid}`, { token: tokens.operator })).state,
    claim: (uuid) => call('POST', `/locks/${uuid}/claim`, { token: tokens.pipeline, body: {} }),
    read: (path) => call('GET', path, { token: tokens.operator }),
    remove: (path) => call('DELETE', path, { token: tokens.operator }),
    operate: (path, body) => call('POST', path, { token: tokens.operator, body }),
    async clear() {
      await desk.restartLink()
      for (const status of ['blocked', 'default']) await desk.operate('/gates/root/status', { status })
    },
    async address() {
      const { code } = printed.parse(await call('POST', '/session-codes', { token: tokens.operator }))
      return `${url}/#code=${code}`
    },
    async open(address, options = {}) {
      // Each context would keep all files of its own before it closes.
      const usual = { viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' } as const
      const context = await browser.newContext({ ...usual, ...options })
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        // A link that is away is what some tests are about; the browser logs each attempt.
        const isNetwork = /ERR_CONNECTION|WebSocket connection|status of 4(?:01|29)/.test(message.text())
        if (message.type() === 'error' && !isNetwork) complaints.push(message.text())
      })
      page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
      await page.goto(address)
      return { page, complaints, leave: () => context.close() }
    },
    visit: async (options) => {
      const visitor = await desk.open(await desk.address(), options)
      await visitor.page.getByText('Live', { exact: true }).waitFor()
      return visitor
    },
    async stopLink() {
      await link?.kill()
      link = null
    },
    async restartLink() {
      link ??= await startLink(dir, Number(new URL(url).port), settings)
    },
    async close() {
      await browser.close()
      await desk.stopLink()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  return desk
}
