import type { Integration } from '../../calls/integration.ts'
import type { ReadSecret } from '../parts.ts'
import { verdicts } from '../verdict.ts'
import { answerableOf, outcomeOf, requestFor, told } from './answer.ts'
import type { GitlabEntry } from './entry.ts'
import { gateOf, gitlabHook } from './hook.ts'

/**
 * Approves deployments to protected environments, or rejects them: GitLab posts what is blocked, and no runner is held.
 * Nobody comes back to claim, so that the link does it, and GitLab hears yes only of a stored claim.
 */
export function makeGitlab(entry: GitlabEntry, readSecret: ReadSecret): Integration {
  const subject = `gitlab:${entry.name}`
  const token = readSecret(entry.token_file)
  return {
    name: entry.name,
    origins: [new URL(entry.url).origin],
    hook: gitlabHook(entry, subject, readSecret(entry.webhook_secret_file)),
    ...verdicts(subject, (seen, said) => {
      const about = answerableOf(seen)
      return about && told(about, said)
    }),
    request(call, _, state) {
      const { project = '', environment = '' } = call.data
      return gateOf(entry, project, environment) === call.gate ? requestFor(entry, token, call, state) : null
    },
    outcomeOf,
  }
}
