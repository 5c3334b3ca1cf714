import { limits } from '@boss-deployer/protocol'
import { cut, plain } from './plain.ts'

/** What Concourse says about the build in the environment of `in` and `out`. */
export interface Build {
  readonly id: string | undefined
  readonly name: string | undefined
  readonly job: string | undefined
  readonly pipeline: string | undefined
  /** The variables of an instanced pipeline, as JSON. */
  readonly instance: string | undefined
  readonly team: string | undefined
  readonly cluster: string | undefined
  readonly url: string | undefined
  readonly createdBy: string | undefined
}

/** Loaded when needed: most builds need no digest. */
export const hashOf = (text: string): string =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex')

/** Fits a name without making two different ones equal. */
function fitted(text: string | undefined): string | undefined {
  const seen = text === undefined ? '' : plain(text, Number.POSITIVE_INFINITY)
  if (seen === '') return undefined
  if (seen === text && seen.length <= limits.name) return seen
  return `${cut(seen, limits.name - 17)} ${hashOf(text ?? '').slice(0, 16)}`
}

export function buildOf(env: Readonly<Record<string, string | undefined>>): Build {
  const url = env.BUILD_URL ?? ''
  return {
    id: fitted(env.BUILD_ID),
    name: fitted(env.BUILD_NAME),
    job: fitted(env.BUILD_JOB_NAME),
    pipeline: fitted(env.BUILD_PIPELINE_NAME),
    instance: fitted(env.BUILD_PIPELINE_INSTANCE_VARS),
    team: fitted(env.BUILD_TEAM_NAME),
    cluster: fitted(env.ATC_EXTERNAL_URL),
    url: /^https?:\/\/[!-~]+$/.test(url) && url.length <= limits.url ? url : undefined,
    createdBy: fitted(env.BUILD_CREATED_BY),
  }
}
