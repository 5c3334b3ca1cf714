import { restAnswers, restSchemas } from '../rest.ts'
import { lockView } from '../views.ts'
import { type RouteName, type RouteRow, routeOfChannel } from './row.ts'

const params = restSchemas.uuidParams
const ofLock = ['lock_not_found', 'lock_ended', 'conflict', 'gate_blocked', 'gate_not_found'] as const

export const lockRoutes = {
  'GET /locks': {
    summary: 'Open locks, oldest first: all that one watches, and those one asked for',
    rights: ['ask', 'view'],
    query: restSchemas.locksQuery,
    answer: restAnswers.locks,
  },
  'POST /locks': routeOfChannel('lock', {
    summary: 'Asks: makes a lock, or gives the one of the same request; `Location` says where to look at it',
    refusals: ['gate_not_found', 'gate_blocked', 'conflict', 'lock_ended'],
    // A look that waits a moment counts as presence, so that whoever follows it has not gone.
    location: '/locks/{lock}?wait=1s',
  }),
  'GET /locks/{uuid}': {
    summary: 'A lock as it is; with `wait`, as soon as it is decided, or as it is when the wait is over',
    rights: ['attend', 'view'],
    params,
    query: restSchemas.waitQuery,
    answer: lockView,
    refusals: ['lock_not_found'],
  },
  'POST /locks/{uuid}/claim': routeOfChannel('claim', {
    summary: 'The one point of no return: the pipeline passes when this is stored',
    params,
    refusals: [...ofLock, 'not_approved'],
  }),
  'POST /locks/{uuid}/cancel': routeOfChannel('cancel', { summary: 'The build was aborted', params, refusals: ofLock }),
  'POST /locks/{uuid}/nudge': routeOfChannel('nudge', {
    summary: 'Reminds who may answer that it waits, at most every five minutes',
    params,
    refusals: ['lock_not_found', 'conflict', 'too_many'],
  }),
  'POST /locks/{uuid}/done': routeOfChannel('done', {
    summary: 'How it went after the claim',
    params,
    refusals: [...ofLock, 'not_approved'],
  }),
  'POST /locks/{uuid}/unlock': routeOfChannel('unlock', {
    summary: 'Says yes',
    params,
    refusals: [...ofLock, 'self_approval', 'not_approved'],
  }),
  'POST /locks/{uuid}/reject': routeOfChannel('reject', { summary: 'Says no', params, refusals: ofLock }),
  'POST /locks/{uuid}/verify': routeOfChannel('verify', {
    summary: 'Whether it is claimed, of this gate and commit, and its gate not blocked now',
    params,
    rename: { uuid: 'lock' },
    refusals: [...ofLock, 'not_approved'],
  }),
  'DELETE /locks/{uuid}/context': {
    summary: 'Erases the context and source of a lock that has ended; the record keeps a digest of them',
    rights: ['operate'],
    params,
    answer: restAnswers.forgotten,
    refusals: ['lock_not_found', 'conflict'],
  },
} as const satisfies Record<RouteName, RouteRow>
