import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { makeInput } from './input.ts'

const never = new AbortController().signal

async function said(answer: string, signal = never) {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()]
  const asked = makeInput(stdin, stderr).confirm('Really?', signal)
  stdin.end(answer)
  const isYes = await asked
  stderr.end()
  return { isYes, told: await text(stderr) }
}

test.each(['y\n', 'Y\n', 'yes\n', ' y \n'])('%j is a yes', async (answer) => {
  expect(await said(answer)).toMatchObject({ isYes: true, told: expect.stringContaining('Really? [y/N]') as string })
})

test.each(['n\n', '\n', '', 'yo\n', 'nay\ny\n'])('%j is none', async (answer) => {
  expect((await said(answer)).isYes).toBe(false)
})

test('whoever presses ctrl-C has not agreed', async () => {
  expect((await said('y\n', AbortSignal.abort())).isYes).toBe(false)
})

test('what is piped in is read to its end, or not at all when it is too long', async () => {
  const input = (of: string) => makeInput(Readable.from([Buffer.from(of)]), new PassThrough())
  expect(await input('gates: ü').readAll(10)).toBe('gates: ü')
  expect(await input('gates: ü').readAll(7)).toBe(null)
  expect(input('').isTerminal).toBe(false)
})
