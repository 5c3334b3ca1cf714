import { createHash, timingSafeEqual } from 'node:crypto'
import { fail, ok, type Result } from '@boss-deployer/gate'
import { type Camel, fields, type WireError } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import type { Heard, Hook } from '../../intake/hook.ts'
import { headerOf, readsJson } from '../../intake/posted.ts'
import { told } from './answer.ts'
import type { GitlabEntry } from './entry.ts'

const DELIVERY = /^[\w-]{1,100}$/
/** `…/-/commit/SHA`: the payload has the whole hash nowhere else. */
const COMMIT = /\/commit\/([\da-f]{40,64})$/
/** It waits for nobody any more. */
const OVER: ReadonlySet<string> = new Set(['running', 'success', 'failed', 'canceled', 'skipped'])

const id = z.int().check(z.gte(1))

/** https://docs.gitlab.com/user/project/integrations/webhook_events/#deployment-events */
const deploymentEvent = z.object({
  object_kind: z.literal('deployment'),
  status: fields.name,
  deployment_id: id,
  deployable_id: z.optional(z.nullable(id)),
  deployable_url: z.optional(z.nullable(fields.webUrl)),
  environment: fields.name,
  project: z.object({ path_with_namespace: fields.name }),
  user: z.object({ username: fields.name }),
  commit_url: fields.webUrl,
})
const read = readsJson(deploymentEvent)

/** The webhook of a project. Its secret comes as it is, so that it says nothing of the body: that is looked up later. */
export function gitlabHook(entry: GitlabEntry, subject: string, secret: string): Hook {
  const hashed = (text: string) => createHash('sha256').update(text).digest()
  const wanted = hashed(secret)
  return {
    subject,
    isProven: ({ headers }) => timingSafeEqual(hashed(headerOf(headers, 'x-gitlab-token')), wanted),
    deliveryOf({ headers }) {
      const delivery = headerOf(headers, 'idempotency-key') || headerOf(headers, 'x-gitlab-event-uuid')
      return DELIVERY.test(delivery) ? delivery : null
    },
    hear({ headers, body }) {
      if (headerOf(headers, 'x-gitlab-event') !== 'Deployment Hook') return ok({ type: 'nothing' })
      const payload = read(body)
      return payload.ok ? heardOf(entry, payload.value) : payload
    },
  }
}

function heardOf(entry: GitlabEntry, payload: Camel<z.infer<typeof deploymentEvent>>): Result<Heard, WireError> {
  const { status, environment, deployableUrl, deployableId, user } = payload
  const project = payload.project.pathWithNamespace
  const deployment = String(payload.deploymentId)
  if (OVER.has(status))
    return ok({ type: 'over', pipeline: project, isOver: ({ source }) => source.attempt === deployment })
  if (status !== 'blocked') return ok({ type: 'nothing' })
  const gate = gateOf(entry, project, environment)
  if (gate === null) return fail({ code: 'forbidden', message: `no gate is named for ${environment} of ${project}` })
  const commit = COMMIT.exec(payload.commitUrl)?.[1]
  if (commit === undefined) return fail({ code: 'invalid_message', message: 'commit_url: names no commit' })
  const about = { project, environment, deployment, commit }
  return ok({
    type: 'asks',
    message: {
      ...{ gate, pipeline: project, step: environment, requestId: `deployment ${deployment}` },
      context: {
        ...{ commit, requestedBy: user.username, environment },
        ...(typeof deployableUrl === 'string' ? { buildUrl: deployableUrl } : {}),
      },
      source: {
        ...{ ci: 'gitlab', cluster: new URL(entry.url).host, project },
        ...{ team: project.split('/').slice(0, -1).join('/'), attempt: deployment },
        ...(typeof deployableId === 'number' ? { job: String(deployableId) } : {}),
      },
    },
    tellNo: (comment) =>
      told(about, { gate, lock: null, key: `deployment-${deployment}`, verdict: 'rejected', comment }),
  })
}

export function gateOf({ environments }: GitlabEntry, project: string, environment: string): string | null {
  const isProject = (one: string) => one.toLowerCase() === project.toLowerCase()
  return environments.find((each) => isProject(each.project) && each.environment === environment)?.gate ?? null
}
