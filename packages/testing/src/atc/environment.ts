import type { Build } from './record.ts'

export interface Cluster {
  /** ATC_EXTERNAL_URL */
  readonly url: string
  readonly team: string
  readonly pipeline: string
  /** Variables of an instanced pipeline. */
  readonly instanceVars?: object
}

/** What `in` and `out` find in their environment. `check` finds nothing of it. */
export function environmentOf(build: Build, { url, team, pipeline, instanceVars }: Cluster): Record<string, string> {
  const page = `${url}/teams/${team}/pipelines/${pipeline}/jobs/${build.job}/builds/${build.name}`
  return {
    BUILD_ID: String(build.id),
    BUILD_NAME: build.name,
    BUILD_JOB_NAME: build.job,
    BUILD_PIPELINE_NAME: pipeline,
    ...(instanceVars ? { BUILD_PIPELINE_INSTANCE_VARS: JSON.stringify(instanceVars) } : {}),
    BUILD_TEAM_NAME: team,
    ATC_EXTERNAL_URL: url,
    BUILD_URL: page,
    BUILD_URL_SHORT: `${url}/builds/${build.id}`,
  }
}
