import { fail, ok, type Result } from '@boss-deployer/gate'
import { fields, type Grant, limits, parse, type WireError } from '@boss-deployer/protocol'
import type { Proven } from '../principal.ts'
import { fits } from './pattern.ts'
import { systemOf } from './systems.ts'
import type { Rule, TrustedIssuer } from './trust.ts'

export type Claims = Readonly<Record<string, unknown>>

/** Who a token speaks of, and what that one may do. */
export interface Workload {
  readonly subject: string
  readonly name: string
  readonly grants: readonly Grant[]
  readonly proven: Proven
}

/** Claims that are no text are compared as what they look like: GitLab says `"true"` where others say `true`. */
function textOf(claim: unknown): string | null {
  if (typeof claim === 'string') return claim
  if (typeof claim === 'number' || typeof claim === 'boolean') return String(claim)
  return typeof claim === 'object' && claim !== null && !Array.isArray(claim) ? JSON.stringify(claim) : null
}

const claimOf = (claims: Claims, name: string): string | null =>
  Object.hasOwn(claims, name) ? textOf(claims[name]) : null

function isMet({ claims: wanted }: Rule, claims: Claims): boolean {
  return Object.entries(wanted).every(([name, patterns]) => {
    const value = claimOf(claims, name)
    const any = typeof patterns === 'string' ? [patterns] : patterns
    return value !== null && any.some((pattern) => fits(pattern, value))
  })
}

/** What the rules of an issuer make of the claims of its token, whose signature has been checked. */
export function workloadOf(issuer: TrustedIssuer, claims: Claims): Result<Workload, WireError> {
  const sub = claimOf(claims, 'sub') ?? ''
  const subject = parse(fields.name, `oidc:${issuer.name}:${sub}`)
  if (sub === '' || !subject.ok)
    return fail({ code: 'unauthenticated', message: `this token has no sub of 1 to ${limits.name} characters` })
  const grants = issuer.rules.flatMap((rule) => (isMet(rule, claims) ? rule.grants : []))
  if (grants.length === 0)
    return fail({ code: 'forbidden', message: `no rule for ${issuer.name} lets ${sub} in: an operator adds one` })
  return ok({ subject: subject.value, name: sub, grants, proven: provenBy(issuer, claims) })
}

function provenBy({ ci, issuer }: TrustedIssuer, claims: Claims): Proven {
  const { source, person } = systemOf(ci)
  const named = Object.entries(source).flatMap(([field, claim]) => {
    const value = parse(fields.name, claimOf(claims, claim))
    return value.ok ? [[field, value.value] as const] : []
  })
  const requestedBy = person === null ? null : parse(fields.name, claimOf(claims, person))
  return {
    source: { ...Object.fromEntries(named), ci, cluster: new URL(issuer).host },
    requestedBy: requestedBy?.ok ? requestedBy.value : null,
  }
}
