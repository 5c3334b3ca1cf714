import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { unique, useLink } from './world.ts'

const world = useLink()
const docs = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
const [, example = ''] = /<!-- run by tests\/protocol -->\n```sh\n([\s\S]+?)```/.exec(docs) ?? []

function runExample(gate: string) {
  const env = {
    PATH: process.env.PATH,
    BOSS_URL: world.url,
    BOSS_TOKEN: world.pipelineToken,
    GATE: gate,
    BUILD: unique('build'),
  }
  return promisify(execFile)('sh', ['-c', example], { env, timeout: 30_000 })
}

test('the example with curl waits for the unlock, claims, and deploys', async () => {
  const gate = await world.newGate()
  const operator = await world.operator()
  const running = runExample(gate)
  const { uuid } = await operator.hear('lock', (message) => message.gate === gate)
  await operator.ask('unlock', { uuid })
  expect((await running).stdout).toMatch(/"claimed_at":.*now deploy\n$/s)
  await operator.hear('claimed', (message) => message.uuid === uuid)
})

test.each(['reject', 'block'])('the example with curl ends with an error after a %s', async (how) => {
  const gate = await world.newGate()
  const operator = await world.operator()
  const running = runExample(gate)
  const { uuid } = await operator.hear('lock', (message) => message.gate === gate)
  if (how === 'reject') await operator.ask('reject', { uuid })
  else await operator.ask('status', { gate, status: 'blocked' })
  await expect(running).rejects.toMatchObject({ code: 22, stdout: '' })
})

test('the example with curl ends with an error at a gate that is blocked', async () => {
  const gate = await world.newGate()
  await (await world.operator()).ask('status', { gate, status: 'blocked' })
  await expect(runExample(gate)).rejects.toMatchObject({ stdout: '' })
})
