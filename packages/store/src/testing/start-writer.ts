import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, onTestFinished } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
// Below node_modules, so that it finds the packages that are not bundled; one for each run of tests.
const program = fileURLToPath(
  new URL(`../../../../node_modules/.cache/boss-store/writer-${process.pid}.mjs`, import.meta.url),
)

/** Makes the writer a program that plain Node runs, for the tests of the surrounding file. */
export function useWriter(): void {
  beforeAll(async () => {
    await build({
      entryPoints: [join(here, 'writer.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['source'],
      external: ['@photostructure/sqlite'],
    })
  }, 60_000)
  afterAll(() => rmSync(program, { force: true }))
}

export interface Writer {
  /** What it says next; null once it has ended. */
  nextLine(): Promise<readonly string[] | null>
  /** All that it still says. */
  rest(): Promise<readonly (readonly string[])[]>
  /** Ends it as a power cut would, and answers what it still said. */
  kill(): Promise<readonly (readonly string[])[]>
}

/** Starts a writer. `fileLimit` is the largest file that it may write, in blocks of 512 bytes. */
export function startWriter(file: string, batches: number, fileLimit?: number): Writer {
  const child: ChildProcess =
    fileLimit === undefined
      ? spawn(process.execPath, [program, file, String(batches)], { stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn(
          'sh',
          ['-c', `ulimit -f ${fileLimit}; exec "$0" "$@"`, process.execPath, program, file, String(batches)],
          {
            stdio: ['ignore', 'pipe', 'inherit'],
          },
        )
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  if (!child.stdout) throw new Error('a writer has an output')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => {
    const line = await lines.next()
    return line.done ? null : line.value.split(' ')
  }
  const rest = async () => {
    const said: (readonly string[])[] = []
    for (let line = await nextLine(); line !== null; line = await nextLine()) said.push(line)
    await ended
    return said
  }
  return {
    nextLine,
    rest,
    kill() {
      child.kill('SIGKILL')
      return rest()
    },
  }
}
