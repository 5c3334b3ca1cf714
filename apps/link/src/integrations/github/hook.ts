import { createHmac, timingSafeEqual } from 'node:crypto'
import { fail, ok, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import type { Heard, Hook } from '../../intake/hook.ts'
import { headerOf } from '../../intake/posted.ts'
import { type Answerable, answerableOf, callbackOf, told } from './answer.ts'
import type { GithubEntry } from './entry.ts'
import { type Protection, readProtection, readWorkflowRun } from './payloads.ts'

const SIGNATURE = /^sha256=([\da-f]{64})$/
/** 36 characters today. */
const DELIVERY = /^[\w-]{1,100}$/
const RUN = /\/actions\/runs\/(\d{1,20})\/deployment_protection_rule$/
/** GitHub's clock and ours: a run that ended before a lock was made is an earlier attempt of it. */
const CLOCKS_DIFFER_MS = 60_000

/** The webhook of a GitHub App: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
export function githubHook(entry: GithubEntry, subject: string, secret: string): Hook {
  return {
    subject,
    isProven({ headers, body }) {
      const given = SIGNATURE.exec(headerOf(headers, 'x-hub-signature-256'))?.[1]
      const made = createHmac('sha256', secret).update(body).digest()
      return given !== undefined && timingSafeEqual(Buffer.from(given, 'hex'), made)
    },
    deliveryOf({ headers }) {
      const delivery = headerOf(headers, 'x-github-delivery')
      return DELIVERY.test(delivery) ? delivery : null
    },
    hear({ headers, body }) {
      switch (headerOf(headers, 'x-github-event')) {
        case 'deployment_protection_rule': {
          const payload = readProtection(body)
          return payload.ok ? heardOf(entry, payload.value) : payload
        }
        case 'workflow_run':
          return heardOfRun(body)
        default:
          return ok({ type: 'nothing' })
      }
    },
  }
}

/** Only a deployment that is named in the operator's file, and whose answer belongs where the file says, is asked about. */
function heardOf(entry: GithubEntry, payload: Protection): Result<Heard, WireError> {
  const { environment, deployment, installation, sender, deploymentCallbackUrl } = payload
  const { fullName, htmlUrl } = payload.repository
  const gate = gateOf(entry, fullName, environment)
  if (gate === null) return refuse(`no gate is named for ${environment} of ${fullName}`)
  const run = RUN.exec(deploymentCallbackUrl)?.[1]
  if (run === undefined || deploymentCallbackUrl !== callbackOf(entry, { repository: fullName, run }))
    return refuse('deployment_callback_url: is not the address of this run at the API that is named here')
  const about: Answerable = { repository: fullName, environment, run, installation: String(installation.id) }
  return ok({
    type: 'asks',
    message: {
      ...{ gate, pipeline: fullName, step: environment, requestId: `deployment ${deployment.id}` },
      context: {
        ...{ commit: deployment.sha, requestedBy: sender.login, environment },
        ...(htmlUrl === undefined ? {} : { buildUrl: `${htmlUrl}/actions/runs/${run}` }),
      },
      source: {
        ...{ ci: 'github', cluster: new URL(entry.url).host, team: fullName.split('/')[0] ?? '', project: fullName },
        // What the answer needs: https://docs.github.com/rest/actions/workflow-runs
        ...{ buildId: run, attempt: about.installation },
      },
    },
    isAnsweredWith: (seen) => isAnswerTo(answerableOf(seen), about),
    tellNo: (comment) =>
      told(about, { gate, lock: null, key: `deployment-${deployment.id}`, verdict: 'rejected', comment }),
  })
}

/** GitHub's answer names a run and an environment, no job: it is for all jobs that wait there. */
const isAnswerTo = (one: Answerable | null, { repository, run, environment }: Answerable) =>
  one?.repository === repository && one.run === run && one.environment === environment

const refuse = (message: string) => fail({ code: 'forbidden', message } as const)

function heardOfRun(body: Buffer): Result<Heard, WireError> {
  const payload = readWorkflowRun(body)
  if (!payload.ok) return payload
  const { action, workflowRun, repository } = payload.value
  if (action !== 'completed') return ok({ type: 'nothing' })
  const endedAt = Date.parse(workflowRun.updatedAt)
  return ok({
    ...{ type: 'over', pipeline: repository.fullName },
    isOver: ({ lock, source }) =>
      source.buildId === String(workflowRun.id) && lock.lockedAt <= endedAt + CLOCKS_DIFFER_MS,
  })
}

/** The names of repositories and environments are no secrets that differ by case: GitHub takes both alike. */
export function gateOf({ environments }: GithubEntry, repository: string, environment: string): string | null {
  const isThis = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
  const named = environments.find(
    (each) => isThis(each.repository, repository) && isThis(each.environment, environment),
  )
  return named?.gate ?? null
}
