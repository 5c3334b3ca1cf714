import { createServer, type RequestListener } from 'node:http'
import { memoryStore } from '@boss-deployer/store'
import { describe, expect, test } from 'vitest'
import { openAnchor } from './anchor.ts'
import { type Post, postTo } from './post.ts'

const MINUTE = 60_000

function world(post: (sequence: number) => void | Promise<void>) {
  const time = { now: 100 * MINUTE }
  const head = { sequence: 0, hash: 'h' }
  const { notes } = memoryStore()
  const errors: unknown[] = []
  const open = () =>
    openAnchor({
      store: { notes, head: async () => ({ ...head }) },
      signer: { sign: ({ sequence, hash }) => ({ link: 'l', sequence, hash, at: 't', key: 'k', signature: 's' }) },
      post: async (signed) => post(signed.sequence),
      everyMs: 10 * MINUTE,
      clock: () => time.now,
      onError: (error) => errors.push(error),
    })
  const tick = async (anchor = first) => {
    anchor.tick()
    await anchor.settled()
  }
  const first = open()
  return { time, head, errors, open, tick }
}

describe('the anchor', () => {
  test('is posted when the head moved and its time has come, once for each head', async () => {
    const posted: number[] = []
    const { time, head, tick } = world((sequence) => void posted.push(sequence))
    await tick()
    head.sequence = 5
    await tick()
    await tick()
    head.sequence = 9
    time.now += 9 * MINUTE
    await tick()
    expect(posted).toEqual([5])
    time.now += MINUTE
    await tick()
    time.now += 60 * MINUTE
    await tick()
    expect(posted).toEqual([5, 9])
  })

  test('is posted again until it is taken, later each time, and complained of once', async () => {
    const tries: number[] = []
    const { time, head, tick, errors } = world((sequence) => {
      tries.push(sequence)
      if (tries.length < 6) throw new Error('away')
    })
    head.sequence = 3
    const waits: number[] = []
    for (let passed = 0; tries.length < 6; passed += 1_000) {
      const before = tries.length
      await tick()
      if (tries.length > before) waits.push(passed)
      time.now += 1_000
    }
    expect(waits.map((at, index) => at - (waits[index - 1] ?? 0))).toEqual([0, 5_000, 10_000, 20_000, 40_000, 80_000])
    expect(errors).toHaveLength(1)
    await tick()
    expect(tries).toHaveLength(6)
  })

  test('is posted by one of two links, and by the other when the first never comes back', async () => {
    const posted: number[] = []
    const held: (() => void)[] = []
    const { time, head, open, tick } = world(async (sequence) => {
      posted.push(sequence)
      if (posted.length === 1) await new Promise<void>((resolve) => held.push(resolve))
    })
    head.sequence = 1
    const [one, other] = [open(), open()]
    one.tick()
    await expect.poll(() => posted.length).toBe(1)
    await tick(other)
    expect(posted).toEqual([1])
    time.now += MINUTE
    await tick(other)
    expect(posted).toEqual([1, 1])
    for (const release of held) release()
    await one.settled()
  })
})

async function receiver(answer: RequestListener): Promise<{ url: string; close: () => void }> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}/heads`, close: () => server.close().closeAllConnections() }
}

describe('a post', () => {
  const head = { link: 'l', sequence: 7, hash: 'h', at: 't', key: 'k', signature: 's' }
  const send = (post: Post) => post(head, new AbortController().signal)

  test('carries the head as it is, and its sequence as the name of the message', async () => {
    const taken: unknown[] = []
    const { url, close } = await receiver((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      request.on('end', () => {
        taken.push(JSON.parse(body), request.headers['idempotency-key'])
        response.writeHead(204).end()
      })
    })
    await send(postTo(url))
    expect(taken).toEqual([head, '7'])
    close()
  })

  test.each<[string, RequestListener]>([
    ['an error', (_, response) => response.writeHead(500).end('no')],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['a hang-up', (request) => request.socket.destroy()],
    ['no HTTP', (request) => request.socket.end('what?\r\n\r\n')],
  ])('that is answered by %s has failed', async (_, answer) => {
    const { url, close } = await receiver(answer)
    await expect(send(postTo(url))).rejects.toThrow()
    close()
  })

  test('ends when the link closes', async () => {
    const { url, close } = await receiver(() => {})
    const closing = new AbortController()
    const posting = postTo(url)(head, closing.signal)
    closing.abort()
    await expect(posting).rejects.toThrow()
    close()
  })
})
