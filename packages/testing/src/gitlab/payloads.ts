import type { Delivery } from '../github/payloads.ts'

/** Which deployment a sample is about. */
export interface SampleBlocked {
  readonly project: string
  readonly environment: string
  readonly deployment: number
  readonly commit: string
  readonly username: string
}

/** A deployment event, as the documentation describes it: https://docs.gitlab.com/user/project/integrations/webhook_events/ */
export function deploymentPayload(url: string, of: SampleBlocked, status: string) {
  const { project, environment, deployment, commit, username } = of
  const web = `${url}/${project}`
  return {
    ...{ object_kind: 'deployment', status, status_changed_at: '2030-01-01 00:00:00 +0000' },
    ...{
      deployment_id: deployment,
      deployable_id: 790_000 + deployment,
      deployable_url: `${web}/-/jobs/${deployment}`,
    },
    ...{ environment, environment_tier: 'production', environment_slug: environment, environment_external_url: null },
    project: {
      ...{ id: 30, name: project.split('/').at(-1), description: '', web_url: web, avatar_url: null },
      ...{ git_http_url: `${web}.git`, namespace: 'Acme', visibility_level: 0, path_with_namespace: project },
      ...{ default_branch: 'main', ci_config_path: '', homepage: web },
    },
    ...{ short_sha: commit.slice(0, 8), user_url: `${url}/${username}`, commit_title: 'Add new file' },
    user: { id: 1, name: 'Anna', username, avatar_url: null, email: '[REDACTED]' },
    ...{ commit_url: `${web}/-/commit/${commit}`, ref: 'main' },
  }
}

let events = 0

/** A webhook as GitLab sends it: https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers */
export function gitlabDelivery(payload: object, secret: string, event = 'Deployment Hook'): Delivery {
  events += 1
  const uuid = `13792a34-cac6-4fda-95a8-${String(events).padStart(12, '0')}`
  return {
    headers: {
      ...{ 'content-type': 'application/json', 'user-agent': 'GitLab/18.0', 'x-gitlab-event': event },
      ...{ 'x-gitlab-token': secret, 'x-gitlab-event-uuid': uuid, 'idempotency-key': uuid },
      'x-gitlab-instance': 'https://gitlab.com',
    },
    body: JSON.stringify(payload),
  }
}
