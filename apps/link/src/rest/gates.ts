import { fail, ok, valuesOf } from '@boss-deployer/gate'
import { parse, restSchemas } from '@boss-deployer/protocol'
import { actorOf } from '../auth/principal.ts'
import { beyond, gateMeant, reaches } from '../requests/caller.ts'
import { handle } from '../requests/handle.ts'
import { openLocks, viewsOf } from '../requests/questions.ts'
import { gateStateAt, gateStateOf } from '../views/gate-state.ts'
import { given, policyRoutes } from './policy.ts'
import { channelRoute, type RestCall, type Route } from './route.ts'

const unknown = { code: 'unavailable', message: 'the link cannot know now: try again' } as const

export const gateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/gates',
    rights: ['ask', 'relay', 'view'],
    async answer({ caller, parts: { executor } }) {
      const state = await executor.present()
      if (!state) return fail(unknown)
      const gates = [...valuesOf(state.gates)].filter(({ path }) => reaches(caller, path))
      return ok({ gates: gates.map((gate) => gateStateOf(state, gate)) })
    },
  },
  {
    method: 'POST',
    path: '/gates',
    rights: ['operate'],
    status: 201,
    async answer({ caller, parts: { executor, clock }, request }) {
      const body = parse(restSchemas.addGate, request.body)
      if (!body.ok) return body
      const { gate, policy = {} } = body.value
      if (!reaches(caller, gate)) return fail(beyond(caller, gate))
      const by = { by: actorOf(caller.principal), at: clock(), requestId: null, press: null }
      const { state, result } = await executor.execute({ type: 'add-gate', gate, policy: given(policy), ...by })
      return result.ok ? ok(gateStateAt(state, gate)) : result
    },
  },
  { method: 'GET', path: '/gates/:gate', rights: ['ask', 'relay', 'view'], answer: oneGate },
  { method: 'GET', path: '/gates/:gate/approved', rights: ['ask'], answer: approvedLocks },
  ...policyRoutes,
  channelRoute('/gates/:gate/status', 'status'),
  channelRoute('/gates/:gate/bypass', 'bypass'),
  channelRoute('/gates/:gate/unlock-head', 'unlock', { gate: 'head' }),
  channelRoute('/locks', 'lock'),
  {
    method: 'GET',
    path: '/locks',
    rights: ['ask', 'view'],
    async answer({ caller, parts, request }) {
      const query = parse(restSchemas.locksQuery, request.query)
      if (!query.ok) return query
      const state = await parts.executor.present()
      if (!state) return fail(unknown)
      const open = openLocks(state, caller, query.value.gate)
      const locks = await viewsOf(open, state, parts)
      return ok({ locks, more: locks.length < open.length })
    },
  },
]

async function oneGate({ caller, parts: { executor }, request }: RestCall) {
  const params = parse(restSchemas.gateParams, request.params)
  if (!params.ok) return params
  const state = await executor.present()
  if (!state) return fail(unknown)
  const gate = gateMeant(state, caller, params.value.gate)
  return gate.ok ? ok(gateStateAt(state, gate.value)) : gate
}

async function approvedLocks({ caller, parts, request }: RestCall) {
  const query = parse(restSchemas.approvedQuery, request.query)
  if (!query.ok) return query
  const { limit, ...filter } = query.value
  const params = parse(restSchemas.gateParams, request.params)
  if (!params.ok) return params
  const { gate } = params.value
  return handle(
    'approved',
    { ...filter, gate, ...(limit === undefined ? {} : { limit: Number(limit) }) },
    caller,
    parts,
  )
}
