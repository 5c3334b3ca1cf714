import { parse } from 'yaml'
import * as z from 'zod/mini'
import type { JobConfig, PipelineConfig, ResourceConfig, Step, TaskStep } from './pipeline.ts'
import type { Programs } from './programs.ts'

const text = z.string()
const names = z.array(text)
const fields = z.record(text, z.unknown())

const getStep = z.strictObject({
  get: text,
  resource: z.optional(text),
  trigger: z.optional(z.boolean()),
  passed: z.optional(names),
  version: z.optional(z.union([z.enum(['latest', 'every']), z.record(text, text)])),
  params: z.optional(fields),
})
const putStep = z.strictObject({
  put: text,
  resource: z.optional(text),
  params: z.optional(fields),
  no_get: z.optional(z.boolean()),
  get_params: z.optional(fields),
  attempts: z.optional(z.int()),
  timeout: z.optional(z.string().check(z.regex(/^\d+h$/))),
})
const taskStep = z.strictObject({ task: text, file: text })
const step = z.union([getStep, putStep, taskStep])

const job = z.strictObject({
  name: text,
  plan: z.array(step),
  serial: z.optional(z.boolean()),
  interruptible: z.optional(z.boolean()),
  disable_manual_trigger: z.optional(z.boolean()),
  disable_reruns: z.optional(z.boolean()),
})
const resource = z.strictObject({
  name: text,
  type: text,
  source: fields,
  icon: z.optional(text),
  check_every: z.optional(text),
  webhook_token: z.optional(text),
})
/** As much of Concourse's pipeline format as the miniature knows; anything else is refused, not passed over. */
const pipeline = z.strictObject({
  resource_types: z.array(z.strictObject({ name: text, type: text, source: fields })),
  resources: z.array(resource),
  jobs: z.array(job),
})

export interface YamlOptions {
  /** What `((name))` stands for. */
  readonly vars: Readonly<Record<string, string>>
  /** The programs of each resource type that the pipeline uses. */
  readonly types: Readonly<Record<string, Programs>>
  readonly tasks: Readonly<Record<string, TaskStep['run']>>
}

/** Reads a pipeline as `fly set-pipeline` would. Throws on what it does not know, and on a variable without a value. */
export function readPipeline(yaml: string, { vars, types, tasks }: YamlOptions): PipelineConfig {
  const filled = yaml.replace(/\(\(([\w-]+)\)\)/g, (_, name: string) => {
    const value = vars[name]
    if (value === undefined) throw new Error(`the pipeline needs the variable ${name}`)
    return value
  })
  const read = pipeline.parse(parse(filled) as unknown)
  const resources = read.resources.map(({ name, type, source }): ResourceConfig => ({ name, type, source }))
  return { types, resources, jobs: read.jobs.map((it) => jobOf(it, tasks)) }
}

function jobOf(it: z.infer<typeof job>, tasks: YamlOptions['tasks']): JobConfig {
  return {
    name: it.name,
    plan: it.plan.map((each) => stepOf(each, tasks)),
    serial: it.serial ?? false,
    disableManualTrigger: it.disable_manual_trigger ?? false,
    disableReruns: it.disable_reruns ?? false,
  }
}

function stepOf(it: z.infer<typeof step>, tasks: YamlOptions['tasks']): Step {
  if ('task' in it) {
    const run = tasks[it.task]
    if (!run) throw new Error(`nobody says what the task ${it.task} does`)
    return { task: it.task, run }
  }
  if ('get' in it) return given(it)
  const { no_get, get_params, timeout, ...rest } = it
  const timeoutMs = timeout === undefined ? undefined : Number.parseInt(timeout, 10) * 3_600_000
  return given({ ...rest, noGet: no_get, getParams: get_params, timeoutMs })
}

type Given<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> }

/** Without the fields that are not there. */
const given = <T extends object>(it: T): Given<T> =>
  Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as Given<T>
