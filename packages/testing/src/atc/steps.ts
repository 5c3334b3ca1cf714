import { randomUUID } from 'node:crypto'
import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StepEnd, versionPrinted } from './answers.ts'
import { type Cluster, environmentOf } from './environment.ts'
import {
  type GetStep,
  isGet,
  isPut,
  keyOf,
  type PutStep,
  type ResourceConfig,
  type Step,
  type Version,
} from './pipeline.ts'
import type { After, Exit, Invocation, Programs, Running } from './programs.ts'
import type { Build } from './record.ts'
import type { Scope } from './scope.ts'

/** What the steps of one build share. */
export interface Workshop {
  readonly build: Build
  /** Artifacts are folders in here. */
  readonly folder: string
  readonly cluster: Cluster
  readonly after: After
  readonly cache: GetCache
  readonly resource: (name: string) => {
    readonly config: ResourceConfig
    readonly programs: Programs
    readonly scope: Scope
  }
  /** The program that runs now, so that it can be stopped or lost. */
  current: { readonly running: Running; readonly lose: () => void } | null
  /** All that ever ran, orphans too. */
  readonly started: Set<Running>
}

/** Fetched once per (type, source, version, params): what is in the cache is not fetched again. */
export interface GetCache {
  readonly folder: string
  readonly keys: Map<string, { readonly folder: string; readonly metadata: readonly unknown[] }>
}

export async function runStep(step: Step, shop: Workshop): Promise<void> {
  if (isGet(step)) return get(step, shop)
  if (isPut(step)) return put(step, shop)
  try {
    await step.run({ build: shop.build, read: (path) => readFile(join(shop.folder, path), 'utf8') })
  } catch (error) {
    throw new StepEnd('failed', `${step.task}: ${String(error)}`)
  }
}

async function get(step: GetStep, shop: Workshop): Promise<void> {
  const version = shop.build.inputs.get(step.get)
  if (!version) throw new StepEnd('errored', `${step.get} has no version`)
  const resource = step.resource ?? step.get
  shop.build.produced.push({ resource, version })
  await fetch(shop, { name: step.get, resource, version, params: step.params })
}

/** Runs one program; a worker that is lost meanwhile makes it run again in the same build. */
async function perform(shop: Workshop, programs: Programs, invocation: Omit<Invocation, 'env'>): Promise<Exit> {
  const { build, cluster, after } = shop
  for (;;) {
    refuseAborted(build)
    const running = programs.start({ ...invocation, env: environmentOf(build, cluster) }, after)
    const lost = new Promise<null>((resolve) => {
      shop.current = { running, lose: () => resolve(null) }
    })
    shop.started.add(running)
    const exit = await Promise.race([lost, running.exit])
    shop.current = null
    if (exit === null) continue
    build.log += exit.stderr
    refuseAborted(build)
    return exit
  }
}

/** Whatever an aborted step still printed is thrown away. */
function refuseAborted(build: Build): void {
  if (build.isAborted) throw new StepEnd('failed', 'aborted')
}

/** Takes the worker away: the program is killed, or runs on where nobody hears it. */
export function loseWorker({ current }: Workshop, isKilled: boolean): void {
  if (!current) throw new Error('nothing runs')
  current.lose()
  if (isKilled) current.running.kill()
}

interface Fetch {
  readonly name: string
  readonly resource: string
  readonly version: Version
  readonly params?: object | undefined
}

async function fetch(shop: Workshop, { name, resource, version, params }: Fetch): Promise<void> {
  const { config, programs, scope } = shop.resource(resource)
  const target = join(shop.folder, name)
  const key = JSON.stringify([programs.name, config.source, keyOf(version), params ?? null])
  const cached = shop.cache.keys.get(key)
  if (cached) {
    shop.build.log += `INFO: found existing resource cache\n`
    await rm(target, { recursive: true, force: true })
    await cp(cached.folder, target, { recursive: true })
    return
  }
  await rm(target, { recursive: true, force: true })
  await mkdir(target, { recursive: true })
  const payload = { source: config.source, ...(params ? { params } : {}), version }
  const { metadata } = versionPrinted(await perform(shop, programs, { program: 'in', folder: target, payload }))
  scope.saveMetadata(version, metadata)
  const kept = join(shop.cache.folder, randomUUID())
  await cp(target, kept, { recursive: true })
  shop.cache.keys.set(key, { folder: kept, metadata })
}

async function put(step: PutStep, shop: Workshop): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await putOnce(step, shop)
    } catch (error) {
      if (attempt >= (step.attempts ?? 1) || shop.build.isAborted) throw error
      shop.build.log += `attempt ${attempt} failed\n`
    }
  }
}

async function putOnce(step: PutStep, shop: Workshop): Promise<void> {
  const resource = step.resource ?? step.put
  const { config, programs, scope } = shop.resource(resource)
  const payload = { source: config.source, ...(step.params ? { params: step.params } : {}) }
  const callOff =
    step.timeoutMs === undefined ? () => {} : shop.after(step.timeoutMs, () => shop.current?.running.stop())
  const exit = await perform(shop, programs, { program: 'out', folder: shop.folder, payload }).finally(callOff)
  const { version, metadata } = versionPrinted(exit)
  // Before the implicit get: a get that fails leaves the version in the history all the same.
  scope.saveOutput(version, metadata)
  shop.build.produced.push({ resource, version })
  if (!step.noGet) await fetch(shop, { name: step.put, resource, version, params: step.getParams })
}
