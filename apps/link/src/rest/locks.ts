import { channelRoute, type Route } from './route.ts'
import { lockRoute } from './wait.ts'

/** What may be said to one lock. */
export const lockRoutes: readonly Route[] = [
  lockRoute,
  channelRoute('/locks/:uuid/claim', 'claim'),
  channelRoute('/locks/:uuid/cancel', 'cancel'),
  channelRoute('/locks/:uuid/done', 'done'),
  channelRoute('/locks/:uuid/unlock', 'unlock'),
  channelRoute('/locks/:uuid/reject', 'reject'),
  channelRoute('/locks/:uuid/verify', 'verify', { uuid: 'lock' }),
]
