import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readyLine = z.looseObject({ ready: z.string(), url: z.string() })
const tokenFile = z.object({ url: z.string(), operator: z.string(), pipeline: z.string() })
export type Tokens = z.infer<typeof tokenFile>

/** A program of ours as a process that may be killed and started again. */
export interface Program {
  readonly url: string
  /** Ends it with SIGKILL: no handler of ours runs. */
  kill(): Promise<void>
  /** Asks it to stop; the answer is its exit code. */
  stop(): Promise<number | null>
}

export async function startProgram(file: string, args: readonly string[]): Promise<Program> {
  const child: ChildProcess = spawn(process.execPath, [join(root, file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (!child.stdout || !child.stderr) throw new Error('no output')
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000)
  })
  const lines: readonly unknown[] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`${file} ended with ${String(code)}: ${said}`))),
  ])
  const { url } = readyLine.parse(JSON.parse(String(lines[0])))
  return {
    url,
    async kill() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      return child.exitCode
    },
  }
}

export const startLink = (dir: string, port: number, more: readonly string[] = []): Promise<Program> =>
  startProgram('apps/link/dist/main.js', [
    '--data',
    join(dir, 'link'),
    '--port',
    String(port),
    '--token-file',
    join(dir, 'tokens.json'),
    ...more,
  ])

export const readTokens = (dir: string): Tokens =>
  tokenFile.parse(JSON.parse(readFileSync(join(dir, 'tokens.json'), 'utf8')))
