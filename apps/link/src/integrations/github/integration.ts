import type { Integration } from '../../calls/integration.ts'
import type { ReadSecret } from '../parts.ts'
import { verdicts } from '../verdict.ts'
import { answerableOf, callbackOf, outcomeOfReview, reviewOf, told } from './answer.ts'
import { headers, privateKeyOf, tokenOf } from './app-token.ts'
import type { GithubEntry } from './entry.ts'
import { gateOf, githubHook } from './hook.ts'

/**
 * A custom deployment protection rule: GitHub posts what waits, and no runner is held. Nobody comes back to claim, so
 * that the link does it, and GitHub hears yes only of a stored claim.
 */
export function makeGithub(entry: GithubEntry, readSecret: ReadSecret): Integration {
  const subject = `github:${entry.name}`
  const key = privateKeyOf(readSecret(entry.private_key_file))
  return {
    name: entry.name,
    origins: [new URL(entry.url).origin],
    hook: githubHook(entry, subject, readSecret(entry.webhook_secret_file)),
    ...verdicts(subject, (seen, said) => {
      const about = answerableOf(seen)
      return about && told(about, said)
    }),
    passFor: ({ data: { installation, repository } }, now) =>
      installation === undefined || repository === undefined
        ? null
        : tokenOf({ entry, key, now }, installation, repository),
    request(call, pass, state) {
      const { repository = '', environment = '', run = '' } = call.data
      if (gateOf(entry, repository, environment) !== call.gate) return null
      return {
        ...{ method: 'POST', url: callbackOf(entry, { repository, run }) },
        headers: { ...headers, authorization: `Bearer ${pass ?? ''}` },
        body: JSON.stringify(reviewOf(call, state)),
      }
    },
    outcomeOf: outcomeOfReview,
  }
}
