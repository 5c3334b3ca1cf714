import { createHmac } from 'node:crypto'

/** Which deployment a sample is about. */
export interface SampleDeployment {
  readonly repository: string
  readonly environment: string
  readonly run: number
  readonly deployment: number
  readonly installation: number
  readonly commit: string
  readonly sender: string
}

const userOf = (login: string, id: number) => ({
  ...{ login, id, node_id: `U_${id}`, avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4` },
  ...{ gravatar_id: '', url: `https://api.github.com/users/${login}`, html_url: `https://github.com/${login}` },
  ...{ type: 'User', user_view_type: 'public', site_admin: false },
})

function repositoryOf(fullName: string) {
  const [owner = '', name = ''] = fullName.split('/')
  return {
    ...{ id: 17_273_051, node_id: 'R_17273051', name, full_name: fullName, private: true },
    ...{ owner: { ...userOf(owner, 38_302_899), type: 'Organization' }, description: null, fork: false },
    ...{ html_url: `https://github.com/${fullName}`, url: `https://api.github.com/repos/${fullName}` },
    ...{ created_at: '2029-01-01T00:00:00Z', default_branch: 'main', visibility: 'private', topics: [] },
  }
}

/**
 * `deployment_protection_rule`, as the documentation describes it:
 * https://docs.github.com/webhooks/webhook-events-and-payloads#deployment_protection_rule
 */
export function protectionPayload(api: string, of: SampleDeployment) {
  const { repository, environment, run, deployment, installation, commit, sender } = of
  const url = `${api}/repos/${repository}`
  return {
    ...{ action: 'requested', environment, event: 'push', sha: commit, ref: 'refs/heads/main' },
    deployment_callback_url: `${url}/actions/runs/${run}/deployment_protection_rule`,
    deployment: {
      ...{ url: `${url}/deployments/${deployment}`, id: deployment, node_id: `DE_${deployment}`, task: 'deploy' },
      ...{ original_environment: environment, environment, description: null, payload: {} },
      ...{ created_at: '2030-01-01T00:00:00Z', updated_at: '2030-01-01T00:00:00Z' },
      ...{ statuses_url: `${url}/deployments/${deployment}/statuses`, repository_url: url },
      ...{ creator: userOf(sender, 583_231), sha: commit, ref: 'main', performed_via_github_app: null },
      ...{ transient_environment: false, production_environment: true },
    },
    pull_requests: [],
    repository: repositoryOf(repository),
    organization: { login: repository.split('/')[0], id: 38_302_899 },
    installation: { id: installation, node_id: 'MDIzOkludGVncmF0aW9u' },
    sender: userOf(sender, 583_231),
  }
}

/** `workflow_run`: https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run */
export function runPayload(of: SampleDeployment, action: 'requested' | 'in_progress' | 'completed', at: number) {
  const { repository, run, installation, commit, sender } = of
  const isOver = action === 'completed'
  return {
    action,
    workflow_run: {
      ...{ id: run, name: 'deploy', node_id: `WFR_${run}`, head_branch: 'main', head_sha: commit, run_number: 12 },
      ...{ run_attempt: 1, event: 'push', status: isOver ? 'completed' : 'in_progress' },
      ...{ conclusion: isOver ? 'cancelled' : null, workflow_id: 161_335, actor: userOf(sender, 583_231) },
      ...{ created_at: '2030-01-01T00:00:00Z', updated_at: new Date(at).toISOString(), pull_requests: [] },
    },
    workflow: { id: 161_335, name: 'deploy', path: '.github/workflows/deploy.yml', state: 'active' },
    repository: repositoryOf(repository),
    installation: { id: installation },
    sender: userOf(sender, 583_231),
  }
}

export interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

let deliveries = 0

/** A webhook as GitHub sends it: https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers */
export function deliveryOf(event: string, payload: object, secret: string): Delivery {
  deliveries += 1
  const body = JSON.stringify(payload)
  return {
    headers: {
      ...{ 'content-type': 'application/json', 'user-agent': 'GitHub-Hookshot/044aadd' },
      ...{ 'x-github-event': event, 'x-github-hook-installation-target-type': 'integration' },
      'x-github-delivery': `72d3162e-cc78-11e3-81ab-${String(deliveries).padStart(12, '0')}`,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  }
}
