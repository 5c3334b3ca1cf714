import { memoryStore } from '@boss-deployer/store'
import { openFakeAnchor } from '@boss-deployer/testing'
import { describe, expect, test } from 'vitest'
import { anchored, openAnchor } from './anchor.ts'
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
  return { time, head, notes, errors, open, tick }
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

  test('is posted again until it is taken, later each time, and each failure is told', async () => {
    const tries: number[] = []
    const { time, head, notes, tick, errors } = world((sequence) => {
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
    expect(errors.map(String)).toEqual(
      [1, 2, 3, 4, 5].map((time) => `Error: the anchor did not take the head (failed ${time} in a row)`),
    )
    expect(await anchored(notes)).toMatchObject({ sequence: 3, failures: 0 })
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

describe('a post', () => {
  const head = { link: 'l', sequence: 7, hash: 'h', at: 't', key: 'k', signature: 's' }
  const send = (post: Post) => post(head, new AbortController().signal)

  test('carries the head as it is, and its sequence as the name of the message', async () => {
    await using anchor = await openFakeAnchor()
    await send(postTo(anchor.url))
    expect(anchor.taken).toEqual([{ line: `${JSON.stringify(head)}\n`, key: '7' }])
  })

  test.each(['error', 'redirect', 'hang-up', 'no HTTP'] as const)(
    'that is answered by %s has failed',
    async (manners) => {
      await using anchor = await openFakeAnchor()
      anchor.manners = manners
      await expect(send(postTo(anchor.url))).rejects.toThrow()
    },
  )

  test('ends when the link closes', async () => {
    await using anchor = await openFakeAnchor()
    anchor.manners = 'silent'
    const closing = new AbortController()
    const posting = postTo(anchor.url)(head, closing.signal)
    await expect.poll(() => anchor.asked).toBe(1)
    closing.abort()
    await expect(posting).rejects.toThrow()
  })
})
