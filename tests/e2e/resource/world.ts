import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Atc,
  type AtcOptions,
  type JobConfig,
  openAtc,
  type PipelineConfig,
  type Programs,
  type PutStep,
  programsIn,
  readPipeline,
  type StartedBuild,
  type Step,
  scripted,
  type TaskContext,
} from '@boss-deployer/testing'
import { afterAll, vi } from 'vitest'
import { z } from 'zod'
import type { Hall } from '../hall.ts'

const dist = fileURLToPath(new URL('../../../apps/resource/dist', import.meta.url))

/** The three built programs, in a folder of their own as in the image; whoever builds meanwhile does not disturb. */
function installed(): Programs {
  const folder = mkdtempSync(join(tmpdir(), 'resource-'))
  cpSync(dist, folder, { recursive: true })
  folders.push(folder)
  return programsIn(folder)
}
let resource: Programs | undefined
const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const resourceOnce = () => {
  resource ??= installed()
  return resource
}

const lockView = z.looseObject({
  uuid: z.string(),
  state: z.string(),
  commit: z.nullable(z.string()),
  context: z.looseObject({}),
})
const approvalFile = z.looseObject({ lock: z.string(), commit: z.nullable(z.string()) })
export type LockView = z.infer<typeof lockView>

export interface Deploy {
  readonly build: string
  readonly lock: string
  /** What the boss approved. */
  readonly approved: string | null
  /** What was deployed. */
  readonly commit: string
  /** How the lock stood at the link in that moment. */
  readonly state: string
}

/** A gate of its own at the link, a pipeline of its own, and a repository whose commits the test makes. */
export interface World extends AsyncDisposable {
  readonly atc: Atc
  readonly gate: string
  /** Every deploy there was, in order. */
  readonly deploys: readonly Deploy[]
  /** A new commit, seen by Concourse. */
  push(commit: string): Promise<void>
  /** Pushes and starts; answers when the request waits at the gate. */
  request(commit: string): Promise<{ readonly build: StartedBuild; readonly lock: LockView }>
  waiting(count: number): Promise<readonly LockView[]>
  lock(uuid: string): Promise<LockView>
  unlock(lock: LockView, note?: string): Promise<void>
  reject(lock: LockView, reason: string): Promise<void>
  status(status: 'default' | 'released' | 'blocked', more?: object): Promise<void>
  /** Rounds of the scheduler until nothing new starts and nothing runs. */
  rest(): Promise<readonly StartedBuild[]>
}

export type Jobs = (deploy: Step) => readonly JobConfig[]

export interface WorldOptions {
  readonly hall: Hall
  readonly jobs?: Jobs
  /** A whole pipeline as a file says it, instead of `jobs`. */
  readonly yaml?: string
  readonly source?: object
  readonly policy?: object
  /** A gate that is there already; else a new one is made. */
  readonly gate?: string
  readonly programs?: Programs
  readonly atc?: Partial<AtcOptions>
}

let gates = 0
let repositories = 0

export async function openWorld({ hall, jobs, yaml, source, policy, programs, ...more }: WorldOptions): Promise<World> {
  const gate = more.gate ?? `gate-${++gates}`
  if (more.gate === undefined) await hall.post('/gates', { gate, ...(policy ? { policy } : {}) })
  const commits: { readonly ref: string }[] = []
  const deploys: Deploy[] = []

  const deploy = async (task: TaskContext) => {
    const approval = approvalFile.parse(JSON.parse(await task.read('approval/boss-deployer.json')))
    const { state } = await lock(approval.lock)
    const commit = (await task.read('repo/.git/ref')).trim()
    deploys.push({ build: task.build.name, lock: approval.lock, approved: approval.commit, commit, state })
  }
  const lock = async (uuid: string) => lockView.parse(await hall.get(`/locks/${uuid}`))
  const repository = scripted('git', {
    check: ({ payload }) => {
      const { version } = payload as { readonly version?: { readonly ref: string } }
      const from = commits.findIndex(({ ref }) => ref === version?.ref)
      return from === -1 ? commits.slice(-1) : commits.slice(from)
    },
    in: async ({ payload, folder = '' }) => {
      const { version } = payload as { readonly version: { readonly ref: string } }
      await mkdir(join(folder, '.git'), { recursive: true })
      const files = {
        ref: version.ref,
        committer: 'ada@example.com',
        commit_message: `Change ${version.ref}\n\nBecause.`,
      }
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, '.git', name), `${text}\n`)
      return { version }
    },
  })
  const common = { url: hall.url, token: hall.tokens.pipeline, gate }
  const types = { boss: programs ?? resourceOnce(), git: repository }
  const drawn: PipelineConfig = {
    types,
    resources: [
      { name: 'repo', type: 'git', source: { uri: `repo-${++repositories}` } },
      { name: 'approval', type: 'boss', source: { ...common, pipeline: 'shop', ...source } },
      { name: 'request', type: 'boss', source: { ...common, role: 'request', ...source } },
    ],
    jobs: jobs?.({ task: 'deploy', run: deploy }) ?? [],
  }
  const written = (text: string) =>
    readPipeline(text, {
      vars: { boss_url: hall.url, boss_token: hall.tokens.pipeline, repository: 'repo', webhook_token: 'secret' },
      types: { 'boss-deployer': types.boss, git: repository },
      tasks: { deploy },
    })
  const atc = await openAtc({ pipeline: yaml === undefined ? drawn : written(yaml), ...more.atc })

  const world: World = {
    atc,
    gate,
    deploys,
    lock,
    async push(commit) {
      commits.push({ ref: commit })
      await atc.check('repo')
    },
    async request(commit) {
      await world.push(commit)
      const started = await atc.tick()
      const [build] = started
      if (!build || started.length > 1) throw new Error(`${started.length} builds started`)
      const isThere = async () => {
        if (build.status !== 'started') throw new Error(`the request ended: ${build.log}`)
        return (await open()).find((it) => it.commit === commit)
      }
      return { build, lock: await until(isThere) }
    },
    waiting: (count) =>
      until(async () => {
        const now = (await open()).filter(({ state }) => state === 'locked')
        return now.length === count ? now : undefined
      }),
    unlock: async ({ uuid }, note) => void (await hall.post(`/locks/${uuid}/unlock`, note ? { note } : {})),
    reject: async ({ uuid }, reason) => void (await hall.post(`/locks/${uuid}/reject`, { reason })),
    status: async (status, it = {}) => void (await hall.post(`/gates/${gate}/status`, { status, ...it })),
    async rest() {
      const all: StartedBuild[] = []
      for (let started = await atc.tick(); started.length > 0; started = await atc.tick()) {
        all.push(...started)
        await Promise.all(started.map(({ finished }) => finished))
      }
      return all
    },
    [Symbol.asyncDispose]: () => atc[Symbol.asyncDispose](),
  }

  async function open(): Promise<readonly LockView[]> {
    const { locks } = await hall.get(`/locks?gate=${gate}`)
    return z.array(lockView).parse(locks)
  }
  return world
}

/** The first answer that is one. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  let found: T | undefined
  await vi.waitUntil(
    async () => {
      found = await look()
      return found !== undefined
    },
    { timeout: 20_000, interval: 20 },
  )
  return found as T
}

/** The build of a request asks with the commit it got. */
export const ask: PutStep = { put: 'approval', params: { step: 'production', ref_file: 'repo/.git/ref' } }
export const verify = (more: object = {}): Step => ({
  put: 'approval',
  noGet: true,
  params: { action: 'verify', lock: 'approval', ref_file: 'repo/.git/ref', ...more },
})

const request: JobConfig = { name: 'request', plan: [{ get: 'repo', trigger: true }, ask] }

export const oneJob = (deploy: Step): readonly JobConfig[] => [
  { name: 'deploy', plan: [{ get: 'repo', trigger: true }, ask, verify(), deploy] },
]

/** The recommended flow: both inputs come from one and the same request. */
export const bound =
  (job: Partial<JobConfig> = {}, { get = {}, check = verify() }: { get?: object; check?: Step } = {}) =>
  (deploy: Step): readonly JobConfig[] => [
    request,
    {
      name: 'deploy',
      plan: [
        { get: 'approval', trigger: true, passed: ['request'], ...get },
        { get: 'repo', passed: ['request'], ...get },
        check,
        deploy,
      ],
      ...job,
    },
  ]

/** The second job takes whatever is newest: nothing of Concourse binds the approval to the commit. */
export const loose =
  (get: object = {}, job: Partial<JobConfig> = {}) =>
  (deploy: Step): readonly JobConfig[] => [
    request,
    { name: 'deploy', plan: [{ get: 'approval', trigger: true, ...get }, { get: 'repo' }, deploy], ...job },
  ]
