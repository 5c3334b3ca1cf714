import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { root } from '../boss/boss.ts'
import { tempFolder } from '../boss/house.ts'
import { until } from '../boss/until.ts'
import { filled } from './examples.ts'
import type { Ran, Running } from './shell.ts'

const file = join(root, 'apps/action/action.yml')
const action = z
  .object({
    inputs: z.record(z.string(), z.object({ default: z.string().optional() })),
    runs: z.object({ using: z.literal('node20'), main: z.string(), post: z.string() }),
  })
  .parse(parse(readFileSync(file, 'utf8')))

interface Job {
  /** Signs who the job is; null: the job has no permission to ask. */
  readonly sign: (() => Promise<string>) | null
  readonly inputs: Readonly<Record<string, string>>
  /** What expressions of GitHub stand for. */
  readonly known: Readonly<Record<string, string>>
}

/** A step that runs, and what the runner knows of it. */
export interface RunningAction extends Running, AsyncDisposable {
  stdout(): string
  /** Kills it as the runner does in the end. */
  kill(): void
  /** What the runner does at the end of the job, whatever became of the step. */
  end(): Promise<Ran>
  told(): Promise<{ outputs: Record<string, string>; summary: string; audiences: readonly (string | null)[] }>
}

/** Starts the action as GitHub's runner does: inputs as variables, files for what it tells, an address that signs. */
export async function startAction({ sign, inputs, known }: Job): Promise<RunningAction> {
  const folder = tempFolder()
  const path = (name: string) => join(folder.path, name)
  for (const name of ['output', 'state', 'summary']) writeFileSync(path(name), '')
  const audiences: (string | null)[] = []
  const signer = createServer(({ headers, url }, reply) => {
    const asked = new URL(url ?? '', 'http://runner').searchParams
    if (headers.authorization !== 'Bearer runner' || asked.get('api-version') !== '2.0')
      return reply.writeHead(401).end()
    audiences.push(asked.get('audience'))
    return void sign?.().then((value) => reply.end(JSON.stringify({ count: 1, value })))
  })
  await new Promise<void>((resolve) => signer.listen(0, '127.0.0.1', resolve))
  const { port } = signer.address() as AddressInfo
  const identity = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner',
  }
  const given = Object.entries(action.inputs).map(([name, { default: byDefault = '' }]): [string, string] => {
    const value = inputs[name] ?? filled(byDefault, /\$\{\{ ([^}]+) \}\}/g, known)
    return [`INPUT_${name.toUpperCase()}`, value]
  })
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    ...Object.fromEntries(given),
    ...{ GITHUB_OUTPUT: path('output'), GITHUB_STATE: path('state'), GITHUB_STEP_SUMMARY: path('summary') },
    ...{ GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: known['github.repository'] },
    ...{ GITHUB_RUN_ID: known['github.run_id'], GITHUB_SHA: known['github.sha'] },
    ...(sign ? identity : {}),
  }
  const step = start(action.runs.main, env)
  return {
    ended: step.ended,
    says: (text) => until(`it says ${text}`, () => step.said().includes(text)),
    stop: () => void step.child.kill('SIGINT'),
    kill: () => void step.child.kill('SIGKILL'),
    stdout: step.said,
    end() {
      const kept = Object.entries(readValues(path('state'))).map(([name, value]): [string, string] => [
        `STATE_${name}`,
        value,
      ])
      return start(action.runs.post, { ...env, ...Object.fromEntries(kept) }).ended
    },
    told: async () => ({
      outputs: readValues(path('output')),
      summary: readFileSync(path('summary'), 'utf8'),
      audiences,
    }),
    async [Symbol.asyncDispose]() {
      step.child.kill('SIGKILL')
      await step.ended
      signer.closeAllConnections()
      signer.close()
      folder[Symbol.dispose]()
    },
  }
}

function start(program: string, env: NodeJS.ProcessEnv) {
  const child: ChildProcess = spawn(process.execPath, [join(dirname(file), program)], { env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const ended = once(child, 'close').then((): Ran => ({ code: child.exitCode, said }))
  return { child, ended, said: () => said }
}

/** Values of several lines, as the runner reads them: `name<<end`, the lines, `end`. */
function readValues(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n')
  const values: Record<string, string> = {}
  while (lines.length > 0) {
    const [name = '', end = ''] = (lines.shift() ?? '').split('<<')
    if (name === '') continue
    const last = lines.indexOf(end)
    if (last < 0) throw new Error(`${name} has no end`)
    values[name] = lines
      .splice(0, last + 1)
      .slice(0, -1)
      .join('\n')
  }
  return values
}
