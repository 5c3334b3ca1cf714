import type { DeviceAnswer } from '@boss-deployer/client/rest'
import { errorTable } from '@boss-deployer/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../command/problem.ts'
import { ASK_WITHIN_MS, pollForToken } from './poll.ts'

const pending: DeviceAnswer = { is: 'pending' }
const slowDown: DeviceAnswer = { is: 'slow-down' }
const signedIn: DeviceAnswer = { is: 'signed-in', token: 'person_x' }
const away: DeviceAnswer = { is: 'away', error: { code: 'unavailable', message: 'HTTP 500' } }
const terms = { expiresInMs: 600_000, intervalMs: 2_000 }

/** A link whose clock only moves when somebody waits, or when an answer takes its time. The last answer is given for ever. */
function linkThatSays(answers: readonly DeviceAnswer[], tookMs = 0) {
  const asked: { readonly at: number; readonly withinMs: number }[] = []
  let now = 0
  return {
    asked,
    polling: {
      now: () => now,
      wait: async (ms: number) => {
        now += ms
      },
      ask: async (withinMs: number) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)] ?? pending
        asked.push({ at: now, withinMs })
        now += Math.min(tookMs, withinMs)
        return tookMs > withinMs ? away : answer
      },
    },
  }
}

type Link = ReturnType<typeof linkThatSays>
const times = ({ asked }: Link) => asked.map(({ at }) => at)

async function problemOf({ polling }: Link, more = terms): Promise<Problem> {
  const problem: unknown = await pollForToken(polling, more).catch((error: unknown) => error)
  if (problem instanceof Problem) return problem
  throw new Error(`no problem: ${String(problem)}`)
}

describe('a command line that waits for its code to be approved', () => {
  test('asks at the pace it was told, and ends with the token', async () => {
    const link = linkThatSays([pending, pending, signedIn])
    expect(await pollForToken(link.polling, terms)).toBe('person_x')
    expect(times(link)).toEqual([2_000, 4_000, 6_000])
  })

  test('asks five seconds later for good whenever it is told to slow down', async () => {
    const link = linkThatSays([slowDown, pending, slowDown, pending, signedIn])
    await pollForToken(link.polling, terms)
    expect(times(link)).toEqual([2_000, 9_000, 16_000, 28_000, 40_000])
  })

  test('asks half as often after each answer that is none, and at its own pace again after one that is', async () => {
    const link = linkThatSays([away, away, pending, pending, signedIn])
    await pollForToken(link.polling, terms)
    expect(times(link)).toEqual([2_000, 6_000, 14_000, 16_000, 18_000])
  })

  test.each([
    ['without an interval worth the name', 0, 1_000],
    ['as if it had all day', 86_400_000, 60_000],
  ])('is not told to ask %s', async (_, intervalMs, firstAt) => {
    const link = linkThatSays([signedIn])
    await pollForToken(link.polling, { ...terms, intervalMs })
    expect(times(link)).toEqual([firstAt])
  })
})

describe('it gives up', () => {
  test('when the link is away six times in a row', async () => {
    const link = linkThatSays([away])
    expect(await problemOf(link)).toMatchObject({ code: 'unavailable', exit: errorTable.unavailable.exit })
    expect(link.asked).toHaveLength(6)
  })

  test('when the code has ended, whatever the link goes on saying, and even when it says nothing at all', async () => {
    const link = linkThatSays([pending])
    expect(await problemOf(link, { ...terms, expiresInMs: 5_000 })).toMatchObject({ exit: 4 })
    expect(times(link)).toEqual([2_000, 4_000])
    const silent = linkThatSays([pending], 60_000)
    expect(await problemOf(silent, { ...terms, expiresInMs: 5_000 })).toMatchObject({ exit: 4 })
    expect(silent.asked).toEqual([{ at: 2_000, withinMs: 3_000 }])
  })

  test('after half an hour, however long the link says that its code is good', async () => {
    const link = linkThatSays([pending])
    await problemOf(link, { expiresInMs: 86_400_000, intervalMs: 60_000 })
    expect(times(link).at(-1)).toBeLessThan(30 * 60_000)
  })

  test.each<[string, DeviceAnswer, number]>([
    ['the code has ended', { is: 'expired' }, 4],
    ['somebody said no', { is: 'denied' }, 3],
    ['the link does not know the code', { is: 'refused', error: { code: 'unauthenticated', message: 'unknown' } }, 2],
  ])('when %s, at once', async (_, answer, exit) => {
    const link = linkThatSays([pending, answer])
    expect(await problemOf(link)).toMatchObject({ exit })
    expect(link.asked).toHaveLength(2)
  })
})

test('whatever a link says, it is never asked sooner than after a second, nor after the end of the code', async () => {
  const answer = fc.constantFrom(pending, slowDown, away, signedIn)
  const said = fc.record({
    answers: fc.array(answer, { minLength: 1, maxLength: 40 }),
    tookMs: fc.integer({ min: 0, max: 20_000 }),
    intervalMs: fc.integer({ min: 0, max: 100_000 }),
    expiresInMs: fc.integer({ min: 0, max: 2_000_000 }),
  })
  await fc.assert(
    fc.asyncProperty(said, async ({ answers, tookMs, ...told }) => {
      const link = linkThatSays(answers, tookMs)
      await pollForToken(link.polling, told).catch((error: unknown) => expect(error).toBeInstanceOf(Problem))
      link.asked.reduce((before, { at, withinMs }) => {
        expect(at - before).toBeGreaterThanOrEqual(1_000)
        expect(at + withinMs).toBeLessThanOrEqual(told.expiresInMs)
        expect(withinMs).toBeLessThanOrEqual(ASK_WITHIN_MS)
        return at
      }, 0)
    }),
  )
})
