import { nudgeableFrom } from '@boss-deployer/gate'
import type { OpenLock } from '../view/view.ts'
import { type Action, DEADLINE_MS } from './action.ts'

/** Reminds who may answer. */
export const nudge: Action<OpenLock, void> = {
  name: 'nudge',
  enabled: (_, { nudgedAt }, { now }) =>
    now >= nudgeableFrom({ nudgedAt: nudgedAt === null ? null : Date.parse(nudgedAt) })
      ? { isOn: true }
      : { isOn: false, code: 'nudged', message: 'who may answer was reminded a moment ago' },
  perform: (client, { uuid }) => client.send('nudge', { uuid }, DEADLINE_MS),
}
