import { restClient } from '@boss-deployer/client/rest'
import { cancelAnswer } from '@boss-deployer/protocol'
import { identityFor } from './identity.ts'
import type { Runner } from './runner.ts'

/** At the end of the job: takes a question back that nobody waits for any more, because its process was killed. */
export async function takeBack(runner: Runner): Promise<void> {
  const lock = runner.kept('lock')
  if (lock === '' || runner.kept('ended') !== '') return
  const url = runner.input('link')
  const rest = restClient({ url, token: await identityFor(url, runner) })
  const cancelled = await rest.call('POST', `/locks/${encodeURIComponent(lock)}/cancel`, {
    body: {},
    schema: cancelAnswer,
  })
  runner.say(cancelled.ok ? 'the question is taken back' : `nothing to take back: ${cancelled.error.message}`)
}
