import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StepEnd, versionsPrinted } from './answers.ts'
import type { Cluster } from './environment.ts'
import { computeInputs, inputsOf, resourceOf } from './inputs.ts'
import type { BuildView, JobConfig, PipelineConfig, Version } from './pipeline.ts'
import type { After, Running } from './programs.ts'
import { type Build, BuildRecord } from './record.ts'
import { openScope, type Scope } from './scope.ts'
import { type GetCache, loseWorker, runStep, type Workshop } from './steps.ts'

export interface AtcOptions {
  readonly pipeline: PipelineConfig
  readonly cluster?: Partial<Cluster>
  /** What several pipelines of one cluster have in common; give the same to each. */
  readonly shared?: SharedCluster
  /** Holds time, for the grace between SIGTERM and SIGKILL and for timeouts. */
  readonly after?: After
}

/** Build numbers, fetched versions and, as with global resources, the histories of resources of equal type and source. */
export interface SharedCluster {
  readonly scopes: Map<string, Scope>
  readonly cached: GetCache['keys']
  builds: number
}

export const shareCluster = (): SharedCluster => ({ scopes: new Map(), cached: new Map(), builds: 0 })

/** How a check ended; `failed` paints the box of the resource red. */
export interface Check {
  readonly status: 'succeeded' | 'failed' | 'errored'
  readonly versions: readonly Version[]
  readonly log: string
}

/** One started or pending build, to be waited for. */
export type StartedBuild = BuildView & { readonly finished: Promise<BuildView['status']> }

export interface Atc extends AsyncDisposable {
  /** Runs the resource's check, as time or a webhook would. */
  check(resource: string): Promise<Check>
  /** One round of the scheduler: makes and starts builds; the answer is those that started. */
  tick(): Promise<readonly StartedBuild[]>
  /** The plus button; null where it is switched off. Starts at the next tick. */
  trigger(job: string): StartedBuild | null
  /** Runs the build again with the same inputs; null where it is switched off. Starts at the next tick. */
  rerun(id: number): StartedBuild | null
  abort(id: number): void
  /** The worker of the running step is gone; an orphan runs on unheard unless it is killed. */
  loseWorker(id: number, options?: { readonly isKilled?: boolean }): void
  builds(job: string): readonly StartedBuild[]
  /** The versions of a resource, in order of check. */
  versions(resource: string): readonly Version[]
  metadata(resource: string, version: Version): readonly unknown[]
}

const systemAfter: After = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** A Concourse of one pipeline and one worker that keeps to the rules of versions, scheduling and steps. */
export async function openAtc({
  pipeline,
  cluster,
  shared = shareCluster(),
  after = systemAfter,
}: AtcOptions): Promise<Atc> {
  const root = await mkdtemp(join(tmpdir(), 'atc-'))
  const record = new BuildRecord(() => ++shared.builds)
  const shops = new Map<number, Workshop>()
  const checks = new Set<Running>()
  const cache = { folder: join(root, 'cache'), keys: shared.cached }
  const place: Cluster = { url: 'https://ci.example.com', team: 'main', pipeline: 'shop', ...cluster }

  const resource = (name: string) => {
    const config = pipeline.resources.find((it) => it.name === name)
    const programs = config && pipeline.types[config.type]
    if (!programs) throw new Error(`there is no resource ${name}`)
    const key = JSON.stringify([programs.name, config.source])
    const scope = shared.scopes.get(key) ?? openScope()
    shared.scopes.set(key, scope)
    return { config, programs, scope }
  }
  const jobOf = (name: string): JobConfig => {
    const job = pipeline.jobs.find((it) => it.name === name)
    if (!job) throw new Error(`there is no job ${name}`)
    return job
  }
  const world = { record, scopeOf: (name: string) => resource(name).scope }

  async function check(name: string): Promise<Check> {
    const { config, programs, scope } = resource(name)
    const latest = scope.latest()
    const payload = { source: config.source, ...(latest ? { version: latest } : {}) }
    const running = programs.start({ program: 'check', payload, env: {} }, after)
    checks.add(running)
    const exit = await running.exit
    checks.delete(running)
    try {
      const versions = versionsPrinted(exit)
      scope.saveVersions(versions)
      return { status: 'succeeded', versions, log: exit.stderr }
    } catch (error) {
      return { status: error instanceof StepEnd ? error.status : 'errored', versions: [], log: exit.stderr }
    }
  }

  /** One pending build at most is made of what is new, however much that is. */
  function ensurePending(job: JobConfig): void {
    const next = computeInputs(job, world)
    if (!next) return
    const isNew = inputsOf(job).some((step) => {
      const version = next.versions.get(step.get)
      return step.trigger && version && record.isFirstOccurrence(job.name, step.get, version)
    })
    const isPending = record.of(job.name).some((it) => it.status === 'pending' && !it.isManual && it.rerunOf === null)
    if (isNew && !isPending) record.add(job.name)
  }

  /** Inputs are adopted in the moment the build starts, not when it was made. */
  async function adoptInputs(job: JobConfig, build: Build): Promise<boolean> {
    if (build.rerunOf !== null) return true
    if (build.isManual) {
      const unconstrained = inputsOf(job).filter((step) => !step.passed?.length)
      for (const name of new Set(unconstrained.map(resourceOf))) await check(name)
    }
    const next = computeInputs(job, world)
    if (!next) return false
    build.inputs = new Map(next.versions)
    build.pipes = new Map(next.pipes)
    return true
  }

  async function run(job: JobConfig, build: Build): Promise<void> {
    const folder = join(root, `build-${build.id}`)
    await mkdir(folder, { recursive: true })
    const shop: Workshop = { build, folder, cluster: place, after, cache, resource, current: null, started: new Set() }
    shops.set(build.id, shop)
    let status: 'succeeded' | 'failed' | 'errored' = 'succeeded'
    try {
      for (const step of job.plan) await runStep(step, shop)
    } catch (error) {
      status = error instanceof StepEnd ? error.status : 'errored'
      build.log += `${String(error)}\n`
    }
    const { isAborted } = build
    build.isAborted = false
    for (const hook of [isAborted ? job.onAbort : undefined, job.ensure]) {
      if (!hook) continue
      await runStep(hook, shop).catch((error: unknown) => {
        build.log += `${String(error)}\n`
        if (status === 'succeeded') status = 'failed'
      })
    }
    build.finish(isAborted ? 'aborted' : status)
  }

  async function startPending(job: JobConfig): Promise<readonly Build[]> {
    const started: Build[] = []
    for (const build of record.of(job.name).filter(({ status }) => status === 'pending')) {
      if (build.isAborted) {
        build.finish('aborted')
        continue
      }
      if (job.serial && record.of(job.name).some(({ status }) => status === 'started')) break
      if (!(await adoptInputs(job, build))) {
        if (build.rerunOf === null) break
        continue
      }
      build.status = 'started'
      started.push(build)
      void run(job, build)
    }
    return started
  }

  return {
    check,
    async tick() {
      const started: Build[] = []
      for (const job of pipeline.jobs) {
        // `version: every` walks on within one round as long as builds can start.
        for (let more = true; more; ) {
          ensurePending(job)
          const now = await startPending(job)
          started.push(...now)
          more = now.length > 0
        }
      }
      return started
    },
    trigger: (name) => (jobOf(name).disableManualTrigger ? null : record.add(name, { isManual: true })),
    rerun(id) {
      const build = record.byId(id)
      return !build || jobOf(build.job).disableReruns ? null : record.add(build.job, { rerunOf: build })
    },
    abort(id) {
      const build = record.byId(id)
      if (!build) throw new Error(`there is no build ${id}`)
      build.isAborted = true
      shops.get(id)?.current?.running.stop()
    },
    loseWorker(id, { isKilled = true } = {}) {
      const shop = shops.get(id)
      if (!shop) throw new Error(`build ${id} does not run`)
      loseWorker(shop, isKilled)
    },
    builds: (job) => record.of(job),
    versions: (name) => resource(name).scope.versions(),
    metadata: (name, version) => resource(name).scope.metadataOf(version),
    async [Symbol.asyncDispose]() {
      for (const running of checks) running.kill()
      const open = record.all().filter(({ status }) => status === 'started')
      for (const build of open) {
        build.isAborted = true
      }
      for (const shop of shops.values()) for (const running of shop.started) running.kill()
      await Promise.all(open.map(({ finished }) => finished))
      await rm(root, { recursive: true, force: true })
    },
  }
}
