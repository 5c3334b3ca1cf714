import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { macHeaders, macOf, sessionKey } from '@boss-deployer/protocol/gadget'
import { type HeldClock, heldClock, settle } from '@boss-deployer/testing'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Post } from '../core/state.ts'
import { softDevice } from '../device.ts'
import { faceState } from '../face/state.ts'
import { type Gadget, newGadget } from '../runner.ts'
import { faceApi } from './face-api.ts'
import { gadgetApi } from './gadget-api.ts'
import { postTo } from './post.ts'

const self = { id: 'desk', gate: 'shop', macKey: 'a'.repeat(64), pressKey: 'b'.repeat(64), boot: 1 }
const json = { 'content-type': 'application/json' }

let clock: HeldClock
let gadget: Gadget
let posts: Post[]
let app: FastifyInstance
let face: FastifyInstance
let url: string
let faceUrl: string
let page: string

beforeEach(async () => {
  clock = heldClock()
  posts = []
  page = mkdtempSync(join(tmpdir(), 'boss-face-'))
  writeFileSync(join(page, 'index.html'), '<title>face</title>')
  gadget = newGadget({
    self,
    clock,
    deliver: async (post) => {
      posts.push(post)
      return 200
    },
  })
  app = gadgetApi(gadget)
  face = await faceApi({ device: softDevice(gadget, 'Desk of Ada', clock), clock, page })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  faceUrl = await face.listen({ host: '127.0.0.1', port: 0 })
  gadget.start()
})

afterEach(async () => {
  gadget.stop()
  await Promise.all([app.close(), face.close()])
  rmSync(page, { recursive: true, force: true })
})

/** What the server would say first, with a head that waits. */
function greeting(counter = 1, more: object = {}) {
  const nonce = (JSON.parse(posts[0]?.body ?? '') as { nonce: string }).nonce
  const server = 'd'.repeat(32)
  const head = { uuid: '018f0000-0000-7000-8000-000000000001', pipeline: 'shop', step: 'p', by: 'Ada', age: 0 }
  const body = JSON.stringify({
    ...{ sequence: 1, mode: 'default', head, queue_length: 1, until: null, link: true, gate: 'shop' },
    ...{ nonce, server_nonce: server, ...more },
  })
  const key = sessionKey(self.macKey, 's>g', { gadget: nonce, server })
  const said = { direction: 's>g', gadget: 'desk', method: 'POST', path: '/ping-ack', session: server } as const
  const headers = {
    ...{ ...json, [macHeaders.gadget]: 'desk', [macHeaders.session]: server },
    ...{ [macHeaders.counter]: String(counter), [macHeaders.mac]: macOf(key, { ...said, counter, body }) },
  }
  return { method: 'POST', headers, body }
}

const greet = async () => (await fetch(`${url}/ping-ack`, greeting())).status

describe('what the server calls', () => {
  test('a greeting with a good MAC switches it on; the same once more is 401', async () => {
    expect(await greet()).toBe(200)
    expect(await greet()).toBe(401)
    expect(gadget.state().refused).toBe(1)
  })

  test('no MAC is 401, an unknown path 404, too much 413, no text 400', async () => {
    const status = async (path: string, body: BodyInit) =>
      (await fetch(`${url}${path}`, { method: 'POST', body })).status
    expect(await status('/block', '{}')).toBe(401)
    expect(await status('/reboot', '{}')).toBe(404)
    expect(await status('/block', 'x'.repeat(9_000))).toBe(413)
    expect(await status('/block', new Uint8Array([0xff]))).toBe(400)
  })

  test('GET /state is public and holds no secret', async () => {
    const asked = async () => (await fetch(`${url}/state`)).text()
    const off = { gadget: 'desk', on: false, mode: null, queue_length: 0, link: false, version: 'soft-1' }
    expect(JSON.parse(await asked())).toEqual(off)
    await greet()
    expect(JSON.parse(await asked())).toEqual({ ...off, on: true, mode: 'default', queue_length: 1, link: true })
    expect(await asked()).not.toMatch(/[0-9a-f]{32}/)
  })
})

const press = (body: string, headers: Record<string, string> = json) =>
  fetch(`${faceUrl}/press`, { method: 'POST', headers, body })

/** A request with headers that fetch does not let a page set. */
function ask(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${faceUrl}${path}`, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end(method === 'POST' ? '{"button":"block","ms":900}' : undefined)
  })
}

describe('the face', () => {
  test('tells what the gadget shows, as the page reads it', async () => {
    await greet()
    const read = faceState.parse(await (await fetch(`${faceUrl}/state`)).json())
    expect(read).toMatchObject({ name: 'Desk of Ada', mode: 'default', queue_length: 1, server: true, link: true })
    expect(read.head).toMatchObject({ pipeline: 'shop' })
    expect(read.lights).toHaveLength(5)
  })

  test('a press is held that long in the time of the gadget, then answered', async () => {
    await greet()
    await clock.advance(1_000)
    const answer = press('{"button":"unlock","ms":120}')
    while (gadget.state().holds.length === 0) await settle(1)
    await clock.advance(119)
    expect(posts.map(({ path }) => path)).toEqual(['/ping'])
    await clock.advance(1)
    expect(await (await answer).json()).toMatchObject({ button: 'unlock', ms: 120, did: 'unlock', why: 'sent' })
    expect(posts.at(-1)?.path).toBe('/unlock')
  })

  test('a button that is down cannot be pressed', async () => {
    gadget.put({ type: 'down', button: 'block' })
    expect((await press('{"button":"block","ms":1}')).status).toBe(409)
  })

  test.each([
    '',
    '{',
    '[]',
    '{"button":"siren","ms":1}',
    '{"button":"block","ms":-1}',
    '{"button":"block","ms":99999}',
  ])('a press that says %j is 400', async (body) => expect((await press(body)).status).toBe(400))

  test('a finger that slips off presses nothing', async () => {
    await greet()
    await clock.advance(1_000)
    const act = (what: string) =>
      fetch(`${faceUrl}/button`, { method: 'POST', headers: json, body: `{"button":"unlock","act":"${what}"}` })
    await act('down')
    await clock.advance(200)
    await act('slip')
    expect(await (await act('up')).json()).toEqual({ button: 'unlock', act: 'up' })
    expect(posts.map(({ path }) => path)).toEqual(['/ping'])
    expect((await act('dance')).status).toBe(400)
  })

  test('a page that goes away with its finger on a button does not hold it for ever', async () => {
    await fetch(`${faceUrl}/button`, { method: 'POST', headers: json, body: '{"button":"unlock","act":"down"}' })
    await clock.advance(9_999)
    expect(gadget.state().holds).toHaveLength(1)
    await clock.advance(1)
    expect(gadget.state().holds).toEqual([])
  })

  test('other pages cannot press: not by another origin, not by another name, not by a form', async () => {
    const { host } = new URL(faceUrl)
    const port = host.split(':')[1] ?? ''
    const own = { ...json, host }
    expect(await ask('/press', { ...own, origin: 'https://example.com' }, 'POST')).toBe(403)
    expect(await ask('/press', { ...own, origin: 'null' }, 'POST')).toBe(403)
    expect(await ask('/press', { ...own, origin: `https://${host}` }, 'POST')).toBe(403)
    expect(await ask('/press', { ...json, host: `evil.example:${port}` }, 'POST')).toBe(403)
    expect(await ask('/press', { ...json, host: '127.0.0.1' }, 'POST')).toBe(403)
    expect(await ask('/state', { host: `evil.example:${port}` })).toBe(403)
    expect(await ask('/press', { host, 'content-type': 'text/plain' }, 'POST')).toBe(415)
    expect(await ask('/press', { host, 'content-type': 'application/jsonp' }, 'POST')).toBe(415)
    expect(gadget.state().holds).toEqual([])
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      expect(await ask('/state', { host: `${name}:${port}`, origin: `http://${name}:${port}` })).toBe(200)
    }
  })

  test('the page runs no script but its own', async () => {
    const { headers } = await fetch(`${faceUrl}/`)
    expect(headers.get('content-type')).toMatch(/^text\/html/)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('a stream tells at once what is true, then every change', async () => {
    const stopping = new AbortController()
    const { body, headers } = await fetch(`${faceUrl}/events`, { signal: stopping.signal })
    expect(headers.get('content-type')).toBe('text/event-stream')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    const reader = body?.getReader()
    const next = async () => {
      const { value } = (await reader?.read()) ?? {}
      const [line = ''] = Buffer.from(value ?? [])
        .toString('utf8')
        .split('\n\n')
      return faceState.parse(JSON.parse(line.replace('data: ', '')))
    }
    expect(await next()).toMatchObject({ pattern: 'seeking', head: null })
    await greet()
    expect(await next()).toMatchObject({ server: true, queue_length: 1 })
    stopping.abort()
    while (clock.pending > 1) await settle(1)
  })

  test('pages are counted, so that none can take all there is', async () => {
    const stopping = new AbortController()
    const open = () => fetch(`${faceUrl}/events`, { signal: stopping.signal })
    const first = await Promise.all(Array.from({ length: 16 }, open))
    expect(first.map(({ status }) => status)).toEqual(Array(16).fill(200))
    expect((await open()).status).toBe(429)
    stopping.abort()
  })
})

describe('the way to the server', () => {
  const post: Post = { path: '/block', headers: { [macHeaders.gadget]: 'desk' }, body: '{"a":"ä"}' }
  let server: Server
  let heard: string[]

  async function listen(answer: (response: import('node:http').ServerResponse) => void): Promise<string> {
    server = createServer((asked, response) => {
      asked.setEncoding('utf8').on('data', (text: string) => heard.push(`${asked.method} ${asked.url} ${text}`))
      asked.on('end', () => answer(response))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  beforeEach(() => {
    heard = []
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  test.each<[string, number | 'reset' | 'failed', (response: import('node:http').ServerResponse) => void]>([
    ['an answer', 204, (response) => response.writeHead(204).end()],
    ['a refusal', 401, (response) => response.writeHead(401).end('{}')],
    ['a torn connection', 'reset', (response) => response.socket?.resetAndDestroy()],
    ['garbage', 'failed', (response) => response.socket?.end('I am a kettle\r\n\r\n')],
    ['silence', 'failed', () => {}],
  ])('%s is told as it is: %s', async (_, outcome, answer) => {
    const { deliver, close } = postTo(await listen(answer), 200)
    expect(await deliver(post)).toBe(outcome)
    expect(heard).toEqual(['POST /block {"a":"ä"}'])
    close()
  })

  test('nobody there is a failure', async () => {
    const at = await listen(() => {})
    await new Promise((resolve) => server.close(resolve))
    const { deliver, close } = postTo(at)
    expect(await deliver(post)).toBe('failed')
    close()
  })
})
