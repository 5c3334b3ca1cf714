import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../boss/boss.ts'
import { until } from '../boss/until.ts'

export interface Ran {
  readonly code: number | null
  readonly said: string
}

export interface Running {
  readonly ended: Promise<Ran>
  /** Resolves when it has said this. */
  says(text: string): Promise<unknown>
  /** To the shell alone, or as a build system does it: to all that it has started. */
  stop(whom: 'shell' | 'group'): void
}

/** Runs a script as a build does: in the folder of the repository, by the plainest shell, which ends at the first failure. */
export function startShell(script: string, env: Readonly<Record<string, string>>): Running {
  const child = spawn('sh', ['-eu', '-c', script], { cwd: root, env: { ...process.env, ...env }, detached: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  return {
    ended: once(child, 'close').then(() => ({ code: child.exitCode, said })),
    says: (text) => until(`it says ${text}`, () => said.includes(text)),
    stop(whom) {
      if (child.exitCode === null && child.pid !== undefined)
        process.kill(whom === 'group' ? -child.pid : child.pid, 'SIGTERM')
    },
  }
}
