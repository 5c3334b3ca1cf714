import { foresee } from '../rules.ts'
import type { OpenLock } from '../view/view.ts'
import { type Action, DEADLINE_MS, enabledBy } from './action.ts'

/** The boss's yes to one lock. */
export const unlock: Action<OpenLock, void> = {
  name: 'unlock',
  enabled: (view, { uuid, state }, here) =>
    enabledBy(
      foresee(view, here, { type: 'unlock', lock: uuid, note: null }),
      state === 'unlocked'
        ? { code: 'already_unlocked', message: 'it is unlocked already' }
        : { code: 'already_voted', message: 'you have voted: others have to as well' },
    ),
  perform: (client, { uuid }) => client.send('unlock', { uuid }, DEADLINE_MS),
}

export interface Reason {
  readonly reason: string
}

/** The boss's no to one lock. */
export const reject: Action<OpenLock, Reason> = {
  name: 'reject',
  enabled: (view, { uuid }, here) =>
    enabledBy(foresee(view, here, { type: 'reject', lock: uuid, reason: 'a reason' }), {
      code: 'already_rejected',
      message: 'it is rejected already',
    }),
  perform: (client, { uuid }, { reason }) =>
    client.send('reject', { uuid, ...(reason === '' ? {} : { reason }) }, DEADLINE_MS),
}
