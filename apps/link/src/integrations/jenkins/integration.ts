import { type Event, isAtOrBelow } from '@boss-deployer/gate'
import { type Integration, outcomeOfStatus, type SeenLock, type View } from '../../calls/integration.ts'
import { endedBy } from '../ended.ts'
import { bare, type ReadSecret } from '../parts.ts'
import type { JenkinsEntry } from './entry.ts'

/** A lock lives no longer by default, and a build that waits for it neither. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60_000
/** As `registerWebhook` makes it, or as a pipeline names it. */
const HOOK = /^[\w-]{1,100}$/

/**
 * Wakes a build that waits at a webhook of its own and holds no executor. The call says nothing that counts: the build
 * asks the link then, and claims. So a call that somebody else makes opens nothing.
 */
export function makeJenkins(entry: JenkinsEntry, readSecret: ReadSecret): Integration {
  const { name, url, gate, webhook_token_file: file } = entry
  const authorization = file === undefined ? {} : { authorization: readSecret(file) }
  const isHere = ({ lock, source }: SeenLock) =>
    isAtOrBelow(lock.gate, gate) && source.ci === 'jenkins' && bare(source.cluster ?? '') === bare(url)
  return {
    name,
    origins: [new URL(url).origin],
    plan: (event, view) =>
      decidedBy(event, view)
        .filter(isHere)
        .flatMap(({ lock, source: { attempt: hook = '' } }) =>
          HOOK.test(hook)
            ? {
                ...{
                  key: `wake-${lock.id}`,
                  gate: lock.gate,
                  lock: lock.id,
                  what: `wake the build of ${lock.pipeline}`,
                },
                ...{ data: { hook, lock: lock.id }, giveUpAfterMs: GIVE_UP_AFTER_MS },
              }
            : [],
        ),
    // WebhookRootAction.doDynamic of webhook-step: a POST of anything; 202 where nobody waits yet.
    request: ({ data: { hook = '', lock = '' } }) => ({
      method: 'POST',
      url: `${bare(url)}/webhook-step/${encodeURIComponent(hook)}`,
      headers: { 'content-type': 'application/json', ...authorization },
      body: JSON.stringify({ lock }),
    }),
    outcomeOf: outcomeOfStatus,
  }
}

const decidedBy = (event: Event, view: View): readonly SeenLock[] =>
  event.type === 'unlocked' ? [...view.locks.values()] : endedBy(event, view)
