import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { boss, script } from './boss/boss.ts'
import { type House, openHouse } from './boss/house.ts'
import { until } from './boss/until.ts'

vi.setConfig({ testTimeout: 60_000 })

const said = z.object({ content: z.array(z.object({ type: z.literal('text'), text: z.string() })).min(1) })
const standing = z.looseObject({
  uuid: z.string().nullable(),
  passed: z.boolean(),
  state: z.string(),
  note: z.string().nullable(),
  next: z.string(),
})

let house: House
let agent: Client

beforeAll(async () => {
  house = await openHouse()
  agent = new Client({ name: 'agent', version: '1' })
  await agent.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [script, 'mcp', '--data', house.data],
      stderr: 'ignore',
    }),
  )
})
afterAll(async () => {
  await agent.close()
  await house[Symbol.asyncDispose]()
})

async function call(name: string, args: Record<string, unknown>): Promise<unknown> {
  const { content } = said.parse(await agent.callTool({ name, arguments: args }))
  return JSON.parse(content[0]?.text ?? '')
}
const ask = async (step: string, more: object = {}) =>
  standing.parse(await call('request_approval', { pipeline: 'agent', step, ...more }))

test('an agent asks, a person presses, and it goes on and tells how it ended', async () => {
  const asked = ask('deploy to production', { message: 'a new version' })
  await house.shows('locked')
  await until('the press counts', async () => {
    await house.press('unlock', 100)
    return Promise.race([
      asked.then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), 1_000)),
    ])
  })
  const { passed, state, uuid } = await asked
  expect({ passed, state }).toEqual({ passed: true, state: 'claimed' })
  await call('report', { uuid, outcome: 'succeeded' })
  expect((await house.run('history', '--json')).out).toMatch(/"outcome":"succeeded"/)
})

test('no is no, with the reason, and so is nothing', async () => {
  const waiting = await ask('drop the table', { wait_seconds: 0 })
  expect(waiting).toMatchObject({ passed: false, state: 'locked' })
  expect(waiting.next).toContain('wait_for_approval')
  const { uuid } = waiting
  await house.run('reject', uuid ?? '', '--reason', 'certainly not')
  const answer = standing.parse(await call('wait_for_approval', { uuid }))
  expect(answer).toMatchObject({ passed: false, state: 'rejected', note: 'certainly not' })
  const other = await ask('something else', { wait_seconds: 0 })
  expect(await call('cancel_request', { uuid: other.uuid })).toMatchObject({ state: 'cancelled' })
  expect(standing.parse(await call('wait_for_approval', { uuid: other.uuid })).passed).toBe(false)
})

test('it sees the gates, and a blocked one refuses it', async () => {
  expect(await call('check_gate', {})).toMatchObject({ gates: [{ gate: 'root', effective: 'default' }] })
  await house.run('block', '--gate', 'root', '--reason', 'night')
  expect(await ask('deploy', { wait_seconds: 0 })).toMatchObject({ passed: false, uuid: null, state: 'gate_blocked' })
  await house.run('default', '--gate', 'root', '--reason', 'day')
})

test('it has no tool that decides, and takes no token that can', async () => {
  const { tools } = await agent.listTools()
  expect(tools.map(({ name }) => name).sort()).toEqual([
    ...['cancel_request', 'check_gate', 'report', 'request_approval', 'wait_for_approval'],
  ])
  const made = await house.run('token', 'create', '--name', 'bold', '--role', 'operator')
  const { code, err } = await boss(['mcp', '--url', house.at.link], { BOSS_TOKEN: made.out.trim() })
  expect(code).toBe(1)
  expect(err).toContain('could decide with it')
})
