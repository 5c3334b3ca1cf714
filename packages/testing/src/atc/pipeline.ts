import type { Programs } from './programs.ts'

/** What a resource calls a version: strings only. */
export type Version = Readonly<Record<string, string>>

export interface ResourceConfig {
  readonly name: string
  readonly type: string
  readonly source: Readonly<Record<string, unknown>>
}

export interface GetStep {
  readonly get: string
  /** Which resource, where the step has another name. */
  readonly resource?: string
  readonly trigger?: boolean
  readonly passed?: readonly string[]
  readonly version?: 'latest' | 'every' | Version
  readonly params?: object
}

export interface PutStep {
  readonly put: string
  readonly resource?: string
  readonly params?: object
  readonly noGet?: boolean
  readonly getParams?: object
  /** Puts again, get included, until one attempt succeeds. */
  readonly attempts?: number
  readonly timeoutMs?: number
}

export interface TaskStep {
  readonly task: string
  readonly run: (task: TaskContext) => void | Promise<void>
}

export interface TaskContext {
  readonly build: BuildView
  /** The text of an artifact's file, such as `approval/boss-deployer.json`. */
  read(path: string): Promise<string>
}

export type Step = GetStep | PutStep | TaskStep

export interface JobConfig {
  readonly name: string
  readonly plan: readonly Step[]
  readonly serial?: boolean
  readonly disableManualTrigger?: boolean
  readonly disableReruns?: boolean
  readonly onAbort?: Step
  readonly ensure?: Step
}

export interface PipelineConfig {
  /** Each type is three programs: files that are run as processes, or functions of the test. */
  readonly types: Readonly<Record<string, Programs>>
  readonly resources: readonly ResourceConfig[]
  readonly jobs: readonly JobConfig[]
}

export type BuildStatus = 'pending' | 'started' | 'succeeded' | 'failed' | 'errored' | 'aborted'

/** A build as its job's page would show it. */
export interface BuildView {
  readonly id: number
  readonly name: string
  readonly job: string
  readonly status: BuildStatus
  readonly inputs: ReadonlyMap<string, Version>
  /** What the resources wrote to standard error, and why a step failed. */
  readonly log: string
}

export const isGet = (step: Step): step is GetStep => 'get' in step
export const isPut = (step: Step): step is PutStep => 'put' in step

export const keyOf = (version: Version): string =>
  JSON.stringify(Object.entries(version).sort(([one], [other]) => (one < other ? -1 : 1)))
