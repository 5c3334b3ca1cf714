import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sendByFetch } from './send.ts'

let listener: RequestListener
let asked: number
let origin: string
const server = createServer((request, response) => {
  asked += 1
  listener(request, response)
})
beforeEach(async () => {
  asked = 0
  listener = (_, response) => response.end('well')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const never = new AbortController().signal
const send = (url: string, over: { readonly deadlineMs?: number; readonly closing?: AbortSignal } = {}) =>
  sendByFetch({ method: 'POST', url, body: '{}' }, { origins: [origin], closing: never, ...over })

test('a call tells the status, the body and how long to wait', async () => {
  listener = (_, response) => response.writeHead(429, { 'retry-after': '7' }).end('slow down')
  expect(await send(`${origin}/a`)).toEqual({ status: 429, body: 'slow down', retryAfterMs: 7_000 })
})

test.each(['http://127.0.0.1:1/', 'https://evil.example.com/', 'file:///etc/passwd', 'nonsense', ''])(
  'nothing is sent to %j, which the operator did not write',
  async (url) => {
    await expect(send(url)).rejects.toThrow('not an address to call')
    await expect(send(url.replace('http://', `http://${new URL(origin).host}@`))).rejects.toThrow()
    expect(asked).toBe(0)
  },
)

test('a redirect is an answer, and is not followed', async () => {
  listener = (_, response) => response.writeHead(307, { location: `${origin}/inside` }).end()
  expect(await send(origin)).toMatchObject({ status: 307 })
  expect(asked).toBe(1)
})

test('silence ends at the deadline', async () => {
  listener = () => undefined
  await expect(send(origin, { deadlineMs: 20 })).rejects.toThrow('no answer within 20 ms')
})

test('a call ends when the link stops', async () => {
  const closing = new AbortController()
  listener = () => closing.abort()
  await expect(send(origin, { closing: closing.signal })).rejects.toThrow('the link stops')
  await expect(send(origin, { closing: closing.signal })).rejects.toThrow('the link stops')
  expect(asked).toBe(1)
})

test('an endless answer is not read to its end', async () => {
  listener = (_, response) => {
    const more = () => void (response.writable && response.write('x'.repeat(65_536)))
    response.on('drain', more)
    more()
  }
  await expect(send(origin)).rejects.toThrow('larger than')
})
