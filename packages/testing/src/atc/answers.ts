import type { Version } from './pipeline.ts'
import type { Exit } from './programs.ts'

/** A step that failed, or (errored) broke the contract of resources. */
export class StepEnd extends Error {
  readonly status: 'failed' | 'errored'

  constructor(status: 'failed' | 'errored', message: string) {
    super(message)
    this.status = status
  }
}

const isRecord = (it: unknown): it is Readonly<Record<string, unknown>> =>
  typeof it === 'object' && it !== null && !Array.isArray(it)

const isVersion = (it: unknown): it is Version =>
  isRecord(it) && Object.values(it).every((value) => typeof value === 'string')

/** What a program printed, once it ended well. */
function printed({ code, stdout, stderr }: Exit): unknown {
  if (code !== 0) throw new StepEnd('failed', `exit status ${code ?? 'by a signal'}: ${stderr}`)
  if (stdout.trim() === '') return null
  try {
    return JSON.parse(stdout) as unknown
  } catch {
    throw new StepEnd('errored', `not JSON: ${stdout}`)
  }
}

/** The version and metadata of an `in` or `out`. An empty version is an error. */
export function versionPrinted(exit: Exit): { readonly version: Version; readonly metadata: readonly unknown[] } {
  const answer = printed(exit)
  if (!isRecord(answer) || !isVersion(answer.version) || Object.keys(answer.version).length === 0) {
    throw new StepEnd('errored', `resource output version is empty: ${exit.stdout}`)
  }
  return { version: answer.version, metadata: Array.isArray(answer.metadata) ? answer.metadata : [] }
}

/** The versions of a `check`; printing nothing is allowed. */
export function versionsPrinted(exit: Exit): readonly Version[] {
  const answer = printed(exit)
  if (answer === null) return []
  if (!Array.isArray(answer) || !answer.every(isVersion)) throw new StepEnd('errored', `not versions: ${exit.stdout}`)
  return answer
}
