import { exitCodes } from '@boss-deployer/protocol'
import { ask } from './ask.ts'
import { runnerOf } from './runner.ts'
import { takeBack } from './take-back.ts'

const runner = runnerOf(process.env, (text) => process.stdout.write(text))
/** The runner starts the same file for the step and for the end of the job. */
const isEnd = runner.kept('begun') !== ''

async function main(): Promise<number> {
  if (isEnd) {
    await takeBack(runner)
    return exitCodes.passed
  }
  runner.keep('begun', 'yes')
  // The runner sends SIGINT to what it cancels, and kills it ten seconds later.
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort())
  return ask(runner, stop.signal)
}

process.exitCode = exitCodes.notAllowed
main()
  .catch((error: unknown) => {
    runner.complain(error instanceof Error ? error.message : String(error))
    return exitCodes.usage
  })
  .then((code) => process.exit(code))
  .catch(() => process.exit(exitCodes.notAllowed))
