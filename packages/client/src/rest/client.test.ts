import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { restClient } from '../rest.ts'
import { listen, serve } from '../testing/serve.ts'

const schema = z.object({ claimed_at: z.string() })
const reply = (status: number, body: string) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}
const get = (url: string, more = {}) =>
  restClient({ url, token: 't', deadlineMs: 2_000, ...more }).call('GET', '/x', { schema })

test('sends the token, the query and the body in the names of the wire', async () => {
  let seen: unknown
  const url = await serve((request, response) => {
    void text(request).then((body) => {
      seen = { method: request.method, url: request.url, authorization: request.headers.authorization, body }
      response.end('{"claimed_at":"now","more":1}')
    })
  })
  const answer = await restClient({ url: `${url}/below/`, token: 'secret' }).call('POST', '/locks', {
    query: { maxAge: 7, step: 'a b', gone: undefined },
    body: { requestId: 'é' },
    schema,
  })
  expect(answer).toEqual({ ok: true, value: { claimedAt: 'now' } })
  expect(seen).toEqual({
    method: 'POST',
    url: '/below/api/v1/locks?max_age=7&step=a+b',
    authorization: 'Bearer secret',
    body: '{"request_id":"é"}',
  })
})

test('without a token and a body there is no such header', async () => {
  let headers: IncomingMessage['headers'] = {}
  const url = await serve((request, response) => {
    headers = request.headers
    response.end('{"claimed_at":"now"}')
  })
  await get(url, { token: '' })
  expect(headers.authorization).toBeUndefined()
  expect(headers['content-type']).toBeUndefined()
})

describe('an error', () => {
  test('says what the link says', async () => {
    const url = await serve(
      reply(409, '{"type":"x","title":"t","status":409,"code":"gate_blocked","detail":"shop is blocked"}'),
    )
    expect(await get(url)).toEqual({ ok: false, error: { code: 'gate_blocked', message: 'shop is blocked' } })
  })

  test.each([
    [401, '<html>', 'unauthenticated'],
    [403, '', 'forbidden'],
    [404, '{}', 'internal'],
    [413, 'null', 'too_large'],
    [429, '[]', 'too_many'],
    [302, '', 'internal'],
    [500, '{"code":7}', 'internal'],
    [502, '{"code":"on_fire"}', 'unavailable'],
    [503, '"unavailable"', 'unavailable'],
    [504, '{', 'unavailable'],
  ])('of a stranger with status %i and body %j is %s', async (status, body, code) => {
    const url = await serve(reply(status, body))
    expect(await get(url)).toMatchObject({ ok: false, error: { code } })
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '<html>'],
    ['a wrong type', '{"claimed_at":7}'],
    ['null', 'null'],
    ['a list', '[{"claimed_at":"now"}]'],
  ])('is also %s with status 200', async (_, body) => {
    const url = await serve(reply(200, body))
    expect(await get(url)).toMatchObject({ ok: false, error: { code: 'internal' } })
  })
})

describe('a link that is not there', () => {
  test('refuses the connection', async () => {
    const server = createTcpServer()
    const url = await listen(server)
    server.close()
    expect(await get(url)).toMatchObject({
      error: { code: 'unavailable', message: expect.stringMatching(/ECONNREFUSED/) as string },
    })
  })

  test('never answers', async () => {
    const url = await serve(() => {})
    expect(await get(url, { deadlineMs: 30 })).toMatchObject({ error: { code: 'unavailable' } })
  })

  test('answers for ever, byte by byte', async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write(' '), 1)
      response.on('close', () => clearInterval(timer))
    })
    expect(await get(url, { deadlineMs: 50 })).toMatchObject({ error: { code: 'unavailable' } })
  })

  test('breaks off in the middle', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('{"claimed_at":"now"}', () => response.destroy())
    })
    expect(await get(url)).toMatchObject({ error: { code: 'unavailable' } })
  })

  test('does not speak http', async () => {
    const server = createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n'))
    const url = await listen(server)
    expect(await get(url)).toMatchObject({ error: { code: 'unavailable' } })
  })

  test('sends more than anybody asked for', async () => {
    const url = await serve((_, response) => {
      const megabyte = Buffer.alloc(1024 * 1024, 32)
      for (let sent = 0; sent < 20; sent++) response.write(megabyte)
    })
    expect(await get(url)).toMatchObject({
      error: { code: 'internal', message: expect.stringMatching(/larger/) as string },
    })
  })
})

test('an aborted call ends at once', async () => {
  const boss = new AbortController()
  const url = await serve(() => boss.abort())
  const call = restClient({ url, token: 't' }).call('GET', '/x', { schema, signal: boss.signal })
  expect(await call).toMatchObject({ error: { code: 'unavailable' } })
})

test.each(['', 'connect.example.com', 'ftp://example.com', 'javascript:alert(1)'])('%j is no address', async (url) => {
  expect(await get(url)).toMatchObject({
    error: { code: 'invalid_message', message: expect.stringMatching(/^url/) as string },
  })
})

test('the client loads nothing but Node.js and the protocol', async () => {
  const { build } = await import('esbuild')
  const { metafile } = await build({
    entryPoints: [new URL('../rest.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    conditions: ['source'],
    logLevel: 'silent',
  })
  const files = Object.keys(metafile.inputs)
  expect(files.length).toBeGreaterThan(3)
  expect(files.filter((file) => /socket\.io|engine\.io/.test(file))).toEqual([])
})
