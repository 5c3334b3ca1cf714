import { createHash } from 'node:crypto'
import { defaultPolicy, fail, gateOf, ok, type Policy, type Result } from '@boss-deployer/gate'
import {
  type Camel,
  parse,
  type policy as policySchema,
  restSchemas,
  toWire,
  type WireError,
} from '@boss-deployer/protocol'
import { canonicalJson } from '@boss-deployer/store'
import type * as z from 'zod/mini'
import { actorOf } from '../auth/principal.ts'
import { gateMeant } from '../requests/caller.ts'
import type { RestCall, Route } from './route.ts'

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

/** The policy of a gate: read, and replaced by who has read it. */
export const policyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/gates/:gate/policy',
    rights: ['view'],
    async answer(call) {
      const seen = await policySeen(call)
      return seen.ok ? ok(answered(seen.value.gate, seen.value.policy, call)) : seen
    },
  },
  { method: 'PUT', path: '/gates/:gate/policy', rights: ['operate'], answer: replacePolicy },
]

/** What the body leaves out has its default: the body is the whole policy. */
async function replacePolicy(call: RestCall) {
  const body = parse(restSchemas.policy, call.request.body)
  if (!body.ok) return body
  const seen = await policySeen(call)
  if (!seen.ok) return seen
  const { gate, policy: before } = seen.value
  const policy: Policy = { ...defaultPolicy, ...given(body.value) }
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

async function policySeen({ caller, parts: { executor }, request }: RestCall) {
  const params = parse(restSchemas.gateParams, request.params)
  if (!params.ok) return params
  const state = await executor.present()
  if (!state) return fail(unknown)
  const path = gateMeant(state, caller, params.value.gate)
  if (!path.ok) return path
  const gate = gateOf(state, path.value)
  return gate ? ok({ gate: gate.path, policy: gate.policy }) : fail(unknown)
}

function answered(gate: string, policy: Policy, { setHeader }: RestCall) {
  const etag = etagOf(policy)
  setHeader('etag', etag)
  return { gate, policy, defaults: defaultPolicy, etag }
}
