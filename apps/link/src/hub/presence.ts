import { gateOf, lockOf, ROOT, valuesOf } from '@boss-deployer/gate'
import type { Clock } from '../clock.ts'
import type { Executor } from '../execute/executor.ts'
import type { Subscriptions } from './subscriptions.ts'

/** At a link's start nobody has come back yet: all holding locks count as left alone from now. */
export function noteOpenLocks(executor: Executor, subscriptions: Subscriptions): void {
  for (const lock of valuesOf(executor.state().locks)) if (lock.hold) subscriptions.opened(lock.id)
}

/** Ends the locks whose requester stayed away longer than their gate's policy allows. */
export async function endAbandoned(executor: Executor, subscriptions: Subscriptions, clock: Clock): Promise<void> {
  const state = executor.state()
  const now = clock()
  const gone = [...subscriptions.away()].filter(([id, since]) => {
    const gate = gateOf(state, lockOf(state, id)?.gate ?? ROOT)
    return gate !== undefined && now - since >= gate.policy.requesterGoneAfterMs
  })
  const by = { id: 'link', name: 'link', via: 'link', device: null, groups: [] } as const
  await Promise.all(
    gone.map(([lock, awaySince]) =>
      executor.execute({ type: 'requester-gone', lock, awaySince, by, at: now, requestId: null, press: null }),
    ),
  )
}
