import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

/** How it answers. `unheard`: it does what it is asked, and hangs up before it says so. */
export type GitlabManners = 'right' | 'error' | 'limit' | 'garbage' | 'hang-up' | 'unheard'

export interface FakeDeployment {
  readonly project: string
  readonly id: number
  readonly environment: string
  readonly sha: string
  status: 'blocked' | 'running' | 'failed' | 'canceled'
}

export interface Approval {
  readonly project: string
  readonly id: number
  readonly status: 'approved' | 'rejected'
  readonly comment: string
  readonly as: string | null
}

/** The API of a GitLab as far as deployments and their approvals go, on a port of its own. */
export interface FakeGitlab extends AsyncDisposable {
  readonly url: string
  /** Each request as `METHOD /path`, in order. */
  readonly asked: string[]
  readonly deployments: FakeDeployment[]
  readonly approvals: Approval[]
  manners: GitlabManners
}

type Said = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>]

const DEPLOYMENT = /^\/api\/v4\/projects\/([^/]+)\/deployments\/(\d+)(\/approval)?$/
const approval = z.strictObject({
  status: z.enum(['approved', 'rejected']),
  comment: z.string().optional(),
  represented_as: z.string().optional(),
})

/** Opens it on loopback, for one access token. */
export async function openFakeGitlab(token: string): Promise<FakeGitlab> {
  const asked: string[] = []
  const deployments: FakeDeployment[] = []
  const approvals: Approval[] = []

  /** https://docs.gitlab.com/api/deployments/ */
  function answer({ method, url = '', headers }: IncomingMessage, body: string): Said {
    if (headers['private-token'] !== token) return [401, { message: '401 Unauthorized' }]
    const [, project = '', id, isApproval] = DEPLOYMENT.exec(url) ?? []
    const found = deployments.find((it) => it.project === decodeURIComponent(project) && it.id === Number(id))
    if (!found) return [404, { message: '404 Not found' }]
    if (isApproval === undefined) return method === 'GET' ? [200, shown(found)] : [405, {}]
    return method === 'POST' ? approve(found, body) : [405, {}]
  }

  function approve(found: FakeDeployment, body: string): Said {
    const parsed = approval.safeParse(JSON.parse(body))
    if (!parsed.success) return [400, { error: 'status does not have a valid value' }]
    if (found.status !== 'blocked') return [400, { message: 'This deployment is not waiting for approvals.' }]
    const { status, comment = '', represented_as: as = null } = parsed.data
    found.status = status === 'approved' ? 'running' : 'failed'
    approvals.push({ project: found.project, id: found.id, status, comment, as })
    return [201, { user: { username: 'boss-bot' }, status, created_at: '2030-01-01T00:00:00Z', comment }]
  }

  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => behave(request, response, body))
  })

  function behave(request: IncomingMessage, response: ServerResponse, body: string): void {
    const isLook = request.method === 'GET'
    const [status, said, headers = {}] = bad[gitlab.manners] ?? answer(request, body)
    if (gitlab.manners === 'hang-up' || (gitlab.manners === 'unheard' && !isLook)) request.socket.destroy()
    else response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(said))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const gitlab: FakeGitlab = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked, deployments, approvals, manners: 'right' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return gitlab
}

const shown = ({ id, sha, status, environment }: FakeDeployment) => ({
  ...{ id, iid: 2, ref: 'main', sha, status, created_at: '2030-01-01T00:00:00Z' },
  environment: { id: 9, name: environment, external_url: null },
  ...{ pending_approval_count: status === 'blocked' ? 1 : 0, approvals: [] },
})

/** What is said instead of an answer. */
const bad: Readonly<Partial<Record<GitlabManners, Said>>> = {
  error: [500, { message: '500 Internal Server Error' }],
  limit: [429, { message: 'Too many requests' }, { 'retry-after': '60' }],
  garbage: [200, '<html>'],
  'hang-up': [500, {}],
}
