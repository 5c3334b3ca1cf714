import { clientChannels } from '../channels.ts'
import { restAnswers, restSchemas } from '../rest.ts'
import { gateState } from '../views.ts'
import { type RouteName, type RouteRow, routeOfChannel } from './row.ts'

const params = restSchemas.gateParams
const undecided = ['lock_not_found', 'gate_not_found', 'gate_locked', 'gate_blocked', 'lock_ended', 'conflict'] as const

/** Asking is a change, so that a cookie needs our own page behind it, whatever the method. */
const pass = {
  summary:
    'Asks and claims in one: 200 only when the claim is stored, else `not_passed` with the `lock` that waits; with `wait`, as soon as it is decided',
  rights: ['ask'],
  isChange: true,
  params,
  query: restSchemas.passQuery,
  answer: restAnswers.passed,
  refusals: ['not_passed'],
} as const

export const gateRoutes = {
  'GET /gates': { summary: 'All gates in reach', rights: ['ask', 'relay', 'view'], answer: restAnswers.gates },
  'POST /gates': {
    summary: 'Makes a gate, and those above it that are missing',
    rights: ['operate'],
    body: restSchemas.addGate,
    answer: gateState,
    status: 201,
    refusals: ['conflict', 'gate_not_found'],
  },
  'GET /gates/{gate}': {
    summary: 'A gate as it is now',
    rights: ['ask', 'relay', 'view'],
    params,
    answer: gateState,
    refusals: ['gate_not_found'],
  },
  'GET /gates/{gate}/approved': {
    summary: 'Approved locks, for a check: as the channel `approved`',
    rights: clientChannels.approved.rights,
    params,
    query: restSchemas.approvedQuery,
    answer: clientChannels.approved.answer,
    refusals: ['gate_not_found'],
  },
  'GET /gates/{gate}/policy': {
    summary: 'The policy of a gate; its `etag` is also a header',
    rights: ['view'],
    params,
    answer: restAnswers.policy,
    refusals: ['gate_not_found'],
  },
  'PUT /gates/{gate}/policy': {
    summary: 'Replaces the policy of a gate by the body; what it leaves out has its default',
    rights: ['operate'],
    headers: { 'if-match': 'The `etag` of the policy that was read' },
    params,
    body: restSchemas.policy,
    answer: restAnswers.policy,
    refusals: ['gate_not_found', 'conflict', 'precondition_required', 'precondition_failed'],
  },
  'POST /gates/{gate}/policy/effect': {
    summary: 'What the policy of the body would do to what waits at the gate now; it changes nothing',
    rights: ['operate'],
    params,
    body: restSchemas.policy,
    answer: restAnswers.policyEffect,
    refusals: ['gate_not_found'],
  },
  'POST /gates/{gate}/bypass': routeOfChannel('bypass', {
    summary: 'Lets one request through while the gate is blocked, for a named responder',
    params,
    refusals: undecided,
  }),
  'POST /gates/{gate}/status': routeOfChannel('status', {
    summary: 'Releases, blocks, or goes back to default',
    params,
    refusals: [...undecided, 'self_approval'],
  }),
  'POST /gates/{gate}/unlock-head': routeOfChannel('unlock', {
    summary: 'Says yes to the oldest lock that waits at or below the gate',
    // A press answers the lock that was shown, so that no server has one for whatever is first.
    rights: ['decide'],
    params,
    rename: { gate: 'head' },
    refusals: [...undecided, 'self_approval', 'not_approved'],
  }),
  'POST /gates/{gate}/guard': routeOfChannel('guard', {
    summary: 'Something runs under supervision that a block stops, or has ended',
    params,
    refusals: undecided,
  }),
  'GET /gates/{gate}/guarded': {
    summary: 'How many commands run under supervision that a block of the gate would stop now',
    rights: ['view'],
    params,
    answer: restAnswers.guarded,
    refusals: ['gate_not_found'],
  },
  'GET /gates/{gate}/pass': pass,
  'POST /gates/{gate}/pass': pass,
  'GET /gates/{gate}/answer': {
    summary:
      'As `pass`, for what reads an answer: 200 once it is `yes`, with the claim stored, or `no` for good; until then `not_approved`',
    rights: ['ask'],
    isChange: true,
    params,
    query: restSchemas.passQuery,
    answer: restAnswers.answered,
    refusals: ['not_approved', 'gate_not_found'],
  },
} as const satisfies Record<RouteName, RouteRow>
