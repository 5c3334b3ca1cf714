import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { until } from './boss/until.ts'
import { contentOf, job, task } from './ci/container.ts'
import { type Desk, deskOf } from './ci/desk.ts'
import { documentsFor, filled } from './ci/examples.ts'
import { analyse, analysisTemplate, type Metric } from './ci/rollouts.ts'
import { startShell } from './ci/shell.ts'
import { orcaConfig, pipeline, runStage } from './ci/spinnaker.ts'
import { type Hall, openHall } from './hall.ts'

const GATE = 'shop.production'
let hall: Hall
let desk: Desk
let uid = 0
beforeAll(async () => {
  hall = await openHall()
  desk = deskOf(hall)
  await hall.post('/gates', { gate: GATE })
})
afterAll(() => hall.close())
beforeEach(() => {
  uid += 1
})

const example = (path: string) => documentsFor(path, { url: hall.url, token: hall.tokens.pipeline })

describe('Argo Rollouts', () => {
  const template = () => analysisTemplate.parse(example('argo-rollouts/approval.yaml')[0]).spec
  const analysis = z.looseObject({
    analysis: z.object({ args: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })) }),
  })
  const rollout = z.looseObject({
    spec: z.looseObject({ strategy: z.object({ canary: z.object({ steps: z.array(z.looseObject({})) }) }) }),
  })
  /** What the rollout of the example hands over, with what the cluster knows. */
  function argsOf(revision: string): Readonly<Record<string, string>> {
    const { steps } = rollout.parse(example('argo-rollouts/approval.yaml')[1]).spec.strategy.canary
    const { args } = analysis.parse(steps.find((step) => 'analysis' in step)).analysis
    const known = { revision, hash: '6c54544bf9', token: hall.tokens.pipeline }
    return { ...Object.fromEntries(args.flatMap(({ name, value }) => (value ? [[name, value]] : []))), ...known }
  }
  const run = (revision: string, more: Partial<Metric> = {}) => {
    const [metric] = template().metrics
    return analyse({ ...metric, ...more }, argsOf(revision))
  }

  test('are handed all that the template asks for', () => {
    expect(Object.keys(argsOf('1')).toSorted()).toEqual(
      template()
        .args.map(({ name }) => name)
        .toSorted(),
    )
  })

  test('go on after a yes, and only then', async () => {
    const running = run(`y${uid}`)
    const lock = await desk.waiting(GATE)
    expect(await run(`y${uid}`, { consecutiveErrorLimit: 3 })).toBe('Error')
    await desk.unlock(lock)
    expect(await running).toBe('Successful')
    expect(await desk.stateOf(lock)).toBe('claimed')
  })

  test('are aborted by a no, at once, and by a block', async () => {
    const running = run(`n${uid}`)
    await desk.reject(await desk.waiting(GATE))
    expect(await running).toBe('Failed')
    const killed = run(`k${uid}`)
    await desk.waiting(GATE)
    await desk.block('shop')
    expect(await killed).toBe('Failed')
    expect(await run(`b${uid}`)).toBe('Failed')
    await desk.back('shop')
  })

  test('ask anew for a revision that comes back', async () => {
    const one = run(`a${uid}`)
    await desk.unlock(await desk.waiting(GATE))
    await one
    expect(await run(`c${uid}`, { consecutiveErrorLimit: 2 })).toBe('Error')
    await desk.reject(await desk.waiting(GATE))
  })
})

describe('Flagger', () => {
  const canary = z.looseObject({
    metadata: z.object({ name: z.string(), namespace: z.string() }),
    spec: z.looseObject({
      analysis: z.looseObject({
        webhooks: z.array(
          z.strictObject({
            name: z.string(),
            type: z.enum(['confirm-rollout', 'confirm-promotion', 'rollback']),
            url: z.string(),
            timeout: z.string(),
            metadata: z.record(z.string(), z.string()),
          }),
        ),
      }),
    }),
  })
  /** Each hook as `CallWebhook` of Flagger makes it: whatever is above 202 halts the canary. */
  async function confirms(checksum: string, type: string): Promise<boolean> {
    const { metadata, spec } = canary.parse(example('flagger/canary.yaml')[0])
    const hook = spec.analysis.webhooks.find((each) => each.type === type)
    if (!hook) throw new Error(`no hook is ${type}`)
    const { status } = await fetch(hook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...metadata, phase: 'Progressing', checksum, metadata: hook.metadata }),
    })
    return status <= 202
  }

  test('goes on while the revision is approved, each hook by its own press', async () => {
    for (const type of ['confirm-rollout', 'confirm-promotion']) {
      expect(await confirms('v1', type)).toBe(false)
      await desk.unlock(await desk.waiting(GATE))
      expect([await confirms('v1', type), await confirms('v1', type)]).toEqual([true, true])
      expect(await confirms('v2', type)).toBe(false)
      await desk.reject(await desk.waiting(GATE))
      expect(await confirms('v2', type)).toBe(false)
    }
  })

  test('halts while the gate is blocked', async () => {
    await desk.block('shop')
    expect([await confirms('v1', 'confirm-rollout'), await confirms('v1', 'rollback')]).toEqual([false, true])
    await desk.back('shop')
    expect(await confirms('v1', 'rollback')).toBe(false)
    expect(await confirms('v1', 'confirm-rollout')).toBe(true)
  })
})

describe.each([
  ['a PreSync job of Argo CD', 'argo-cd/approval.yaml', fromJob],
  ['a task of Tekton', 'tekton/ask-the-boss.yaml', fromTask],
] as const)('%s', (_, path, read) => {
  const start = () => {
    const { script, env } = read(example(path)[0], `uid-${uid}`)
    return startShell(script, env)
  }

  test('ends well after a yes, and a pod that comes in its place asks the same', async () => {
    const pods = [start(), start()]
    const lock = await desk.waiting(GATE)
    await desk.unlock(lock)
    for (const { ended } of pods) expect(await ended).toMatchObject({ code: 0 })
    expect(await desk.eventsOf(lock)).toEqual(['locked', 'unlocked', 'claimed'])
  })

  test('fails after a no, at a blocked gate, and with a wrong token', async () => {
    const running = start()
    await desk.reject(await desk.waiting(GATE))
    expect(await running.ended).toMatchObject({ code: 1 })
    await desk.block('shop')
    uid += 1
    expect(await start().ended).toMatchObject({ code: 1 })
    await desk.back('shop')
    const { script, env } = read(example(path)[0], `uid-${uid}`)
    expect(await startShell(script, { ...env, BOSS_TOKEN: 'boss_wrong' }).ended).toMatchObject({ code: 1 })
  })

  test('takes its question back when it is stopped', async () => {
    const running = start()
    const lock = await desk.waiting(GATE)
    running.stop('shell')
    expect((await running.ended).code).toBe(143)
    await until('it is taken back', async () => (await desk.stateOf(lock)) === 'cancelled')
  })
})

function fromJob(document: unknown, id: string) {
  const { spec, metadata } = job.parse(document)
  expect(metadata.annotations['argocd.argoproj.io/hook']).toBe('PreSync')
  return contentOf(spec.template.spec.containers[0], { token: hall.tokens.pipeline, uid: id })
}

function fromTask(document: unknown, id: string) {
  const { params, steps } = task.parse(document).spec
  const given = { gate: GATE, pipeline: 'shop', step: 'production' }
  const values = Object.fromEntries(
    Object.entries({ ...Object.fromEntries(params.map((each) => [each.name, each.default ?? ''])), ...given }).map(
      ([name, value]) => [`params.${name}`, value],
    ),
  )
  const { script, env } = contentOf(steps[0], { token: hall.tokens.pipeline, uid: id })
  const fill = (text: string) =>
    filled(text, /\$\(((?:params|context)\.[\w.]+)\)/g, { ...values, 'context.taskRun.uid': id })
  return { script: fill(script), env: Object.fromEntries(Object.entries(env).map(([name, it]) => [name, fill(it)])) }
}

describe('Spinnaker', () => {
  const execution = () => ({
    "execution['id']": `01HZX${uid}`,
    "execution['application']": 'shop',
    "execution['name']": 'deploy',
  })
  const stages = () => pipeline.parse(example('spinnaker/pipeline.json')[0]).stages
  const parametersOf = (type: string) =>
    Object.entries(stages().find((stage) => stage.type === type)?.parameterValues ?? {})
  const webhooks = () => orcaConfig.parse(example('spinnaker/orca-local.yml')[0]).webhook.preconfigured

  const ask = () => {
    const parameters = parametersOf('askTheBoss').map(([name, value]) => [`parameterValues['${name}']`, value] as const)
    return runStage(webhooks()[0], { ...execution(), ...Object.fromEntries(parameters) })
  }
  const claim = (body: Readonly<Record<string, unknown>>) => {
    const [[name, expression] = ['', '']] = parametersOf('passTheGate')
    const lock = filled(expression, /\$\{([^}]*)\}/g, {
      "#stage('Ask the boss')['context']['webhook']['body']['lock']": String(body.lock),
    })
    return runStage(webhooks()[1], { [`parameterValues['${name}']`]: lock })
  }

  test('waits in one stage, passes in the next, and deploys after both', async () => {
    expect(stages().map(({ type, requisiteStageRefIds }) => [type, requisiteStageRefIds])).toEqual([
      ['askTheBoss', []],
      ['passTheGate', ['1']],
      ['deployManifest', ['2']],
    ])
    const running = ask()
    const lock = await desk.waiting(GATE)
    await desk.unlock(lock)
    const asked = await running
    expect(asked).toMatchObject({ status: 'SUCCEEDED', body: { lock } })
    expect(await claim(asked.body)).toMatchObject({ status: 'SUCCEEDED' })
    expect(await desk.stateOf(lock)).toBe('claimed')
  })

  test('ends at a no, and at a gate that was blocked between the two stages', async () => {
    const running = ask()
    await desk.reject(await desk.waiting(GATE))
    expect((await running).status).toBe('TERMINAL')
    uid += 1
    const second = ask()
    await desk.unlock(await desk.waiting(GATE))
    const asked = await second
    await desk.block('shop')
    expect((await claim(asked.body)).status).toBe('TERMINAL')
    expect((await ask()).status).toBe('TERMINAL')
    await desk.back('shop')
  })
})
