import { fail, ok, valuesOf } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { actorOf } from '../auth/principal.ts'
import { beyond, gateMeant, reaches } from '../requests/caller.ts'
import { approved } from '../requests/questions.ts'
import { gateStateAt, gateStateOf } from '../views/gate-state.ts'
import { given } from './policy.ts'
import type { RouteHandler } from './route.ts'

const unknown = { code: 'unavailable', message: 'the link cannot know now: try again' } as const

export const listGates: RouteHandler<Routes['GET /gates']> = async ({ caller, parts: { executor } }) => {
  const state = await executor.present()
  if (!state) return fail(unknown)
  const gates = [...valuesOf(state.gates)].filter(({ path }) => reaches(caller, path))
  return ok({ gates: gates.map((gate) => gateStateOf(state, gate)) })
}

export const addGate: RouteHandler<Routes['POST /gates']> = async ({ caller, parts: { executor, clock }, body }) => {
  const { gate, policy = {} } = body
  if (!reaches(caller, gate)) return fail(beyond(caller, gate))
  const by = { by: actorOf(caller.principal), at: clock(), requestId: null, press: null }
  const { state, result } = await executor.execute({ type: 'add-gate', gate, policy: given(policy), ...by })
  return result.ok ? ok(gateStateAt(state, gate)) : result
}

export const showGate: RouteHandler<Routes['GET /gates/{gate}']> = async ({ caller, parts: { executor }, params }) => {
  const state = await executor.present()
  if (!state) return fail(unknown)
  const gate = gateMeant(state, caller, params.gate)
  return gate.ok ? ok(gateStateAt(state, gate.value)) : gate
}

export const listApproved: RouteHandler<Routes['GET /gates/{gate}/approved']> = ({ params, query, caller, parts }) => {
  const { limit, ...filter } = query
  return approved({ ...filter, ...params, ...(limit === undefined ? {} : { limit: Number(limit) }) }, caller, parts)
}
