import { createHash } from 'node:crypto'
import { defaultPolicy, fail, gateOf, ok, type Policy, type Result } from '@boss-deployer/gate'
import { type Camel, type policy as policySchema, type Routes, toWire, type WireError } from '@boss-deployer/protocol'
import { canonicalJson } from '@boss-deployer/store'
import type * as z from 'zod/mini'
import { actorOf } from '../auth/principal.ts'
import { gateMeant } from '../requests/caller.ts'
import type { RestCall, RouteHandler } from './route.ts'

type PolicyChange = Camel<z.infer<typeof policySchema>>

/** Only what was given: a field that is absent leaves the policy as it is. */
export function given(change: PolicyChange): object {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

/** A strong validator (RFC 9110, section 8.8.3): the same text for the same policy, also after a restart. */
const etagOf = (policy: Policy): string =>
  `"${createHash('sha256')
    .update(canonicalJson(toWire<object>(policy)))
    .digest('base64url')}"`

const unknown = { code: 'unavailable', message: 'the link cannot know now: try again' } as const

/** The policy of a gate, for who will replace it. */
export const showPolicy: RouteHandler<Routes['GET /gates/{gate}/policy']> = async (call) => {
  const seen = await policySeen(call)
  return seen.ok ? ok(answered(seen.value.gate, seen.value.policy, call)) : seen
}

/** Replaces a policy by who has read it. What the body leaves out has its default: the body is the whole policy. */
export const replacePolicy: RouteHandler<Routes['PUT /gates/{gate}/policy']> = async (call) => {
  const seen = await policySeen(call)
  if (!seen.ok) return seen
  const { gate, policy: before } = seen.value
  const policy: Policy = { ...defaultPolicy, ...given(call.body) }
  const matched = matches(call.request.headers['if-match'], before, policy)
  if (!matched.ok) return matched
  const { caller, parts } = call
  const by = { by: actorOf(caller.principal), at: parts.clock(), requestId: null, press: null }
  const { result } = await parts.executor.execute({ type: 'set-policy', gate, policy, expected: before, ...by })
  return result.ok ? ok(answered(gate, policy, call)) : result
}

/** Who asks for what holds already is answered so, whatever was seen (RFC 9110, section 13.1.1). */
function matches(header: string | undefined, before: Policy, wanted: Policy): Result<null, WireError> {
  if (header === undefined)
    return fail({ code: 'precondition_required', message: 'If-Match is missing: say the ETag of the policy you read' })
  const tag = etagOf(before)
  const isSeen = header.split(',').some((each) => each.trim() === '*' || each.trim() === tag)
  if (isSeen || tag === etagOf(wanted)) return ok(null)
  return fail({ code: 'precondition_failed', message: 'the policy was changed since you read it: read it again' })
}

type Reading = Pick<RestCall<Routes['GET /gates/{gate}/policy']>, 'caller' | 'parts' | 'params'>

async function policySeen({ caller, parts: { executor }, params }: Reading) {
  const state = await executor.present()
  if (!state) return fail(unknown)
  const path = gateMeant(state, caller, params.gate)
  if (!path.ok) return path
  const gate = gateOf(state, path.value)
  return gate ? ok({ gate: gate.path, policy: gate.policy }) : fail(unknown)
}

function answered(gate: string, policy: Policy, { reply }: Pick<RestCall, 'reply'>) {
  const etag = etagOf(policy)
  reply.header('etag', etag)
  return { gate, policy, defaults: defaultPolicy, etag }
}
