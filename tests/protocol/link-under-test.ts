import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type FakeIssuer, githubClaims, openFakeIssuer } from '@boss-deployer/testing'
import { z } from 'zod'
import { inTime } from './deadline.ts'

export type WorkloadRole = 'pipeline' | 'viewer'

/** The gate that jobs of the build system have their roles at. */
export const WORKLOADS = 'workloads'

/** The link that the suite speaks to: one at `LINK_URL`, else one of our own that ends with the tests. */
export interface LinkUnderTest {
  readonly url: string
  /** A token with the role `console` for all gates. */
  readonly operator: string
  /** A token of somebody else with the role `pipeline` for all gates. */
  readonly pipeline: string
  /** A token of a build system with this role at the gate `workloads`; only a link of our own trusts it. */
  workloadToken(role: WorkloadRole): Promise<string>
  close(): Promise<void>
}

export function openLink(): Promise<LinkUnderTest> {
  const { LINK_URL: url } = process.env
  return url === undefined || url === ''
    ? startLink()
    : Promise.resolve({
        ...givenLink(url),
        workloadToken: () => Promise.reject(new Error('LINK_URL trusts no build system of ours')),
        close: async () => {},
      })
}

function givenLink(url: string) {
  const { LINK_OPERATOR_TOKEN: operator, LINK_PIPELINE_TOKEN: pipeline } = process.env
  if (!operator || !pipeline) throw new Error('LINK_URL needs LINK_OPERATOR_TOKEN and LINK_PIPELINE_TOKEN beside it')
  return { url, operator, pipeline }
}

const main = fileURLToPath(new URL('../../apps/link/dist/main.js', import.meta.url))
const readyLine = z.object({ ready: z.literal('link'), url: z.url() })
const tokenFile = z.object({ url: z.url(), operator: z.string().min(1), pipeline: z.string().min(1) })

/** One repository for each role. */
const trustIn = ({ url, audience, keysUrl }: FakeIssuer) => ({
  issuers: [
    {
      ...{ name: 'acme-ci', ci: 'github', issuer: url, audience, jwks_uri: keysUrl },
      rules: (['pipeline', 'viewer'] as const).map((role) => ({
        claims: { repository: `acme/${role}` },
        grants: [{ role, gate: WORKLOADS }],
      })),
    },
  ],
})

async function startLink(): Promise<LinkUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'boss-protocol-'))
  const tokens = join(folder, 'tokens.json')
  const issuer = await openFakeIssuer()
  const trust = join(folder, 'trust.json')
  writeFileSync(trust, JSON.stringify(trustIn(issuer)))
  const args = [main, '--data', join(folder, 'data'), '--port', '0', '--token-file', tokens, '--trust', trust]
  const link = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(link, 'exit')
  const lines = createInterface({ input: link.stdout })
  const first = await inTime(
    Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      ended.then(([code]) => Promise.reject(new Error(`the link ended with ${String(code)}: is it built?`))),
    ]),
    'the link starts',
  )
  const { url } = readyLine.parse(JSON.parse(first))
  const { operator, pipeline } = tokenFile.parse(JSON.parse(readFileSync(tokens, 'utf8')))
  return {
    url,
    operator,
    pipeline,
    workloadToken: (role) =>
      issuer.sign({ ...githubClaims, sub: `repo:acme/${role}`, repository: `acme/${role}` }, Date.now()),
    async close() {
      link.kill('SIGTERM')
      await inTime(ended, 'the link ends')
      await issuer[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
