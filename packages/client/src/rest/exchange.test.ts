import { createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { listen, serve } from '../testing/serve.ts'
import { exchangeByFetch } from './exchange-by-fetch.ts'
import { exchangeByHttp } from './exchange-by-http.ts'

describe.each([
  ['fetch', exchangeByFetch],
  ['http', exchangeByHttp],
])('an exchange by %s', (_, exchange) => {
  const ask = (url: string, more: object = {}) =>
    exchange({ method: 'GET', address: new URL(url), token: 't', body: null, deadlineMs: 2_000, ...more })

  test('sends what it is told and reads the whole answer, whatever its status', async () => {
    let seen: unknown
    const url = await serve((request, response) => {
      const { authorization, 'if-match': ifMatch, 'content-type': type } = request.headers
      void text(request).then((body) => {
        seen = { method: request.method, authorization, ifMatch, type, body }
        response.writeHead(409).end('{"a":"é"}')
      })
    })
    const answer = await ask(url, { method: 'PUT', body: '{"b":"ü"}', ifMatch: 'e' })
    expect(answer).toEqual({ ok: true, value: { status: 409, text: '{"a":"é"}' } })
    expect(seen).toEqual({
      ...{ method: 'PUT', authorization: 'Bearer t', ifMatch: 'e', type: 'application/json' },
      body: '{"b":"ü"}',
    })
  })

  test('follows nothing', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked += 1
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await ask(url)).toMatchObject({ ok: true, value: { status: 302 } })
    expect(asked).toBe(1)
  })

  test('of silence, a closed port, a hang-up or a foreign protocol is unavailable', async () => {
    const silent = await serve(() => {})
    const closed = createTcpServer()
    const gone = await listen(closed)
    closed.close()
    const rude = await listen(createTcpServer((socket) => socket.destroy()))
    const foreign = await listen(createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n')))
    for (const url of [silent, gone, rude, foreign])
      expect(await ask(url, { deadlineMs: url === silent ? 30 : 2_000 })).toMatchObject({
        error: { code: 'unavailable' },
      })
  })

  test('of more than anybody asked for is no answer', async () => {
    const url = await serve((_, response) => {
      const megabyte = Buffer.alloc(1024 * 1024, 32)
      for (let sent = 0; sent < 20; sent++) response.write(megabyte)
    })
    expect(await ask(url, { deadlineMs: 10_000 })).toMatchObject({ error: { code: 'internal' } })
  })

  test('ends when it is called off, also before it began', async () => {
    const boss = new AbortController()
    const url = await serve(() => boss.abort())
    expect(await ask(url, { signal: boss.signal })).toMatchObject({ error: { code: 'unavailable' } })
    expect(await ask(url, { signal: boss.signal })).toMatchObject({ error: { code: 'unavailable' } })
  })
})
