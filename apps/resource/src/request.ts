import { open, realpath } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { Result } from '@boss-deployer/client/rest'
import { limits } from '@boss-deployer/protocol'
import { type Build, hashOf } from './build.ts'
import type { LockParams, Source } from './payload.ts'
import { cut, plain } from './plain.ts'

const MOST_BYTES = 64 * 1024

/** The beginning of a file of the build. Nothing outside the build's folder is read. */
export async function readBuildFile(folder: string, name: string): Promise<Result<string, string>> {
  try {
    const root = await realpath(folder)
    const path = await realpath(resolve(root, name))
    if (!path.startsWith(root + sep)) return { ok: false, error: `${name} is outside the build's folder` }
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0)
    return { ok: true, value: buffer.subarray(0, bytesRead).toString('utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { ok: false, error: `${name} cannot be read: ${code}` }
  }
}

const firstLine = (text: string) => plain(text.trimStart().split('\n', 1)[0] ?? '', limits.name)

/** Several lines; what no terminal should get is gone, what is too long is cut. */
const paragraph = (text: string) =>
  text
    .split('\n')
    .map((line) => plain(line, limits.text))
    .join('\n')
    .trim()

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => plain(line, limits.changelogLine))
    .filter((line) => line !== '')
    .slice(0, limits.changelog)

interface Files {
  readonly ref?: string
  readonly author?: string
  readonly message?: string
  readonly changelog?: string
}

/** Reads the files that the params name; the first one that cannot be read is the error. */
export async function readFiles(
  params: Pick<LockParams, 'ref_file' | 'author_file' | 'message_file' | 'changelog_file'>,
  folder: string,
): Promise<Result<Files, string>> {
  const found: Record<string, string> = {}
  for (const name of ['ref', 'author', 'message', 'changelog'] as const) {
    const path = params[`${name}_file`]
    if (path === undefined) continue
    const text = await readBuildFile(folder, path)
    if (!text.ok) return { ok: false, error: `params.${name}_file: ${text.error}` }
    found[name] = text.value
  }
  return { ok: true, value: found }
}

/** The commit that the approval is bound to. */
export const commitOf = (params: { readonly ref?: string | undefined }, files: Files): string | undefined =>
  params.ref ?? (files.ref === undefined ? undefined : firstLine(files.ref) || undefined)

/** What the approver sees. */
function contextOf(params: LockParams, files: Files, build: Build) {
  const message = params.message ?? (files.message === undefined ? undefined : paragraph(files.message))
  const words = [params.note, message].filter((text) => text !== undefined && text !== '')
  return {
    commit: commitOf(params, files),
    author: params.author ?? (files.author === undefined ? undefined : firstLine(files.author) || undefined),
    requestedBy: build.createdBy,
    message: words.length === 0 ? undefined : cut(words.join('\n\n'), limits.text),
    changelog: files.changelog === undefined ? undefined : lines(files.changelog),
    diffUrl: params.diff_url,
    buildUrl: build.url,
    environment: params.environment,
  }
}

/** Whose question it is: the same build asks the same once, however often Concourse runs its step. */
function requestIdOf(source: Source, step: string, params: LockParams, build: Build): string | null {
  if (build.id === undefined) return null
  const { action: _action, wait: _wait, timeout: _timeout, ...told } = params
  const sorted = Object.entries(told).sort(([one], [other]) => (one < other ? -1 : 1))
  const whole = [build.cluster, build.team, build.id, source.gate, step, sorted].map((part) => part ?? null)
  return `concourse-${hashOf(JSON.stringify(whole))}`
}

/** The question to the link, or what is missing for it. */
export function requestOf(source: Source, params: LockParams, files: Files, build: Build): Result<Request, string> {
  const pipeline = source.pipeline ?? build.pipeline
  const step = params.step ?? source.step ?? build.job
  if (pipeline === undefined) return { ok: false, error: 'source.pipeline: is missing, and BUILD_PIPELINE_NAME too' }
  if (step === undefined) return { ok: false, error: 'params.step: is missing, and BUILD_JOB_NAME too' }
  return {
    ok: true,
    value: given({
      pipeline,
      step,
      gate: source.gate,
      requestId: requestIdOf(source, step, params, build) ?? crypto.randomUUID(),
      context: given(contextOf(params, files, build)),
      source: given({
        ci: 'concourse',
        cluster: build.cluster,
        team: build.team,
        instance: build.instance,
        buildId: build.id,
        buildName: build.name,
        job: build.job,
      }),
    }),
  }
}

interface Given {
  readonly pipeline: string
  readonly step: string
  readonly requestId: string
  readonly gate: string | undefined
  readonly context: Defined<ReturnType<typeof contextOf>>
  readonly source: Readonly<Record<string, string>>
}
export type Request = Defined<Given>

type Defined<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Without the fields that are not there. */
const given = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
