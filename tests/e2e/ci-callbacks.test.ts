import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { tempFolder } from './boss/house.ts'
import { until } from './boss/until.ts'
import { type Desk, deskOf } from './ci/desk.ts'
import { exampleFor, filled } from './ci/examples.ts'
import { requestsOf, type Send } from './ci/jenkins.ts'
import { openReceiver, type Receiver } from './ci/receiver.ts'
import { type Hall, openHall } from './hall.ts'

const GATE = 'shop.production'
let hall: Hall
let desk: Desk
let azure: Receiver
let jenkins: Receiver
let azureToken: string
const folder = tempFolder()

beforeAll(async () => {
  azure = await openReceiver()
  jenkins = await openReceiver()
  mkdirSync(join(folder.path, 'secrets'))
  writeFileSync(join(folder.path, 'secrets/azure-token'), 'azure-secret\n')
  writeFileSync(join(folder.path, 'secrets/azure-hook'), 'azure-password\n')
  const entries = ['azure-devops', 'jenkins'].map((name) => {
    const text = exampleFor(`${name}/integrations.yaml`, { url: '', token: '' })
    return text.slice(text.indexOf('  - kind'))
  })
  const file = join(folder.path, 'integrations.yaml')
  const text = `integrations:\n${entries.join('\n')}`
    .replace('https://dev.azure.com', azure.url)
    .replace('https://jenkins.example.com', jenkins.url)
  writeFileSync(file, text)
  hall = await openHall(['--integrations', file])
  desk = deskOf(hall)
  await hall.post('/gates', { gate: GATE })
  azureToken = await tokenOf('azure')
})
afterAll(async () => {
  await hall.close()
  await azure[Symbol.asyncDispose]()
  await jenkins[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const tokenOf = async (name: string) =>
  String((await hall.post('/tokens', { name, grants: [{ role: 'pipeline', gate: GATE }] })).token)

describe('Azure DevOps', () => {
  const check = z.looseObject({
    settings: z.looseObject({
      inputs: z.looseObject({
        method: z.literal('POST'),
        urlSuffix: z.string(),
        headers: z.string(),
        body: z.string(),
        waitForCompletion: z.literal('true'),
      }),
      linkedVariableGroup: z.literal('boss'),
    }),
  })
  let runs = 0
  const ids = () => {
    runs += 1
    const id = (what: number) => `0000000${what}-0000-4000-8000-${String(runs).padStart(12, '0')}`
    return { plan: id(1), job: id(2), task: id(3) }
  }

  /** What Azure Pipelines does for the check of the example; the answer only says that it was heard. */
  async function call({ plan, job, task }: ReturnType<typeof ids>, token = azureToken): Promise<string> {
    const { inputs } = check.parse(JSON.parse(exampleFor('azure-devops/check.json', { url: '', token: '' }))).settings
    const fill = (text: string) =>
      filled(text, /\$\(([\w.]+)\)/g, {
        BossToken: token,
        'Build.DefinitionName': 'shop',
        'Build.BuildNumber': '20300101.1',
        'system.TeamProject': 'shop',
        ...{ 'system.PlanId': plan, 'system.JobId': job, 'system.TaskInstanceId': task },
      })
    const response = await fetch(`${hall.url}${inputs.urlSuffix}`, {
      method: inputs.method,
      headers: z.record(z.string(), z.string()).parse(JSON.parse(fill(inputs.headers))),
      body: fill(inputs.body),
    })
    expect(response.status).toBe(200)
    return z.looseObject({ lock: z.string() }).parse(await response.json()).lock
  }

  test('is told yes of a claim that is stored, by the event that its check waits for', async () => {
    const of = ids()
    const lock = await call(of)
    expect(await call(of)).toBe(lock)
    await desk.unlock(lock)
    const told = await azure.next(azure.received.length)
    expect(await desk.eventsOf(lock)).toEqual(['locked', 'unlocked', 'claimed'])
    expect(told).toMatchObject({
      method: 'POST',
      path: `/acme/shop/_apis/distributedtask/hubs/checks/plans/${of.plan}/events?api-version=7.1`,
      body: { name: 'TaskCompleted', jobId: of.job, taskId: of.task, result: 'succeeded' },
    })
    expect(told.headers.authorization).toBe(`Basic ${Buffer.from(':azure-secret').toString('base64')}`)
  })

  test.each(['reject', 'block'] as const)('is told no after a %s', async (deed) => {
    const of = ids()
    const before = azure.received.length
    const lock = await call(of)
    await (deed === 'reject' ? desk.reject(lock) : desk.block('shop'))
    expect(await azure.next(before)).toMatchObject({ body: { taskId: of.task, result: 'failed' } })
    if (deed === 'block') await desk.back('shop')
  })

  test('is told nothing of what another token asks, whatever that says of its plan', async () => {
    const of = ids()
    const before = azure.received.length
    const forged = await call(of, await tokenOf('other'))
    await desk.unlock(forged)
    const own = ids()
    await desk.unlock(await call(own))
    expect(await azure.next(before)).toMatchObject({ body: { taskId: own.task } })
    expect(azure.received).toHaveLength(before + 1)
    expect(await desk.stateOf(forged)).toBe('unlocked')
  })
})

describe('Jenkins', () => {
  let builds = 0

  /** The step of the example, request by request. */
  function build() {
    builds += 1
    const hook = `hook-${builds}`
    const [ask, look, claim, cancel] = requestsOf({
      ...{ 'args.gate': GATE, 'args.step': 'production', 'args.commit': 'a1b2c3d', 'hook.token': hook },
      ...{ 'env.JOB_NAME': 'shop', 'env.BUILD_NUMBER': String(builds), 'env.JENKINS_URL': `${jenkins.url}/` },
      'env.BUILD_URL': `${jenkins.url}/job/shop/${builds}/`,
    })
    return { hook, send, ask, look, claim, cancel }
  }

  async function send(it: Send | undefined, lock = '') {
    if (!it) throw new Error('the step has four requests')
    const response = await fetch(`${hall.url}/api/v1${it.path.replace(`\${lock}`, lock)}`, {
      method: it.method,
      headers: { authorization: `Bearer ${hall.tokens.pipeline}`, 'content-type': 'application/json' },
      ...(it.method === 'GET' ? {} : { body: JSON.stringify(it.body) }),
    })
    return { status: response.status, said: z.record(z.string(), z.unknown()).parse(await response.json()) }
  }

  const asked = async (of: ReturnType<typeof build>) => String((await of.send(of.ask)).said.lock)

  test('waits at its webhook, is woken by the decision, and passes by its claim', async () => {
    const of = build()
    const before = jenkins.received.length
    const lock = await asked(of)
    expect((await of.send(of.look, lock)).said.state).toBe('locked')
    expect((await of.send(of.claim, lock)).status).toBe(409)
    await desk.unlock(lock)
    expect(await jenkins.next(before)).toMatchObject({
      method: 'POST',
      path: `/webhook-step/${of.hook}`,
      body: { lock },
    })
    expect((await of.send(of.look, lock)).said).toMatchObject({ state: 'unlocked', commit: 'a1b2c3d' })
    expect((await of.send(of.claim, lock)).status).toBe(200)
    expect(await desk.stateOf(lock)).toBe('claimed')
  })

  test('is woken by a no, and its claim is refused', async () => {
    const of = build()
    const before = jenkins.received.length
    const lock = await asked(of)
    await desk.reject(lock)
    expect(await jenkins.next(before)).toMatchObject({ path: `/webhook-step/${of.hook}` })
    expect((await of.send(of.look, lock)).said.state).toBe('rejected')
    expect((await of.send(of.claim, lock)).status).toBe(409)
  })

  test('takes its question back when the build is aborted', async () => {
    const of = build()
    const lock = await asked(of)
    expect((await of.send(of.cancel, lock)).status).toBe(200)
    await until('it is taken back', async () => (await desk.stateOf(lock)) === 'cancelled')
  })
})
