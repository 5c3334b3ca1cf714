import { fail, ok, type Result } from '@boss-deployer/gate'
import { type Camel, fields, fromWire, problemsIn } from '@boss-deployer/protocol'
import { parse as parseYaml } from 'yaml'
import * as z from 'zod/mini'
import { isSafeAddress } from '../safe-address.ts'
import { systemOf, systems } from './systems.ts'

const MAX_ISSUERS = 50
const MAX_RULES = 500
const LONGEST_AGE_MS = 24 * 60 * 60_000
const HOUR_MS = 60 * 60_000

/** What a link trusts of other issuers' tokens: whom, for what audience, and what their claims give. */
export type Trust = Camel<z.infer<typeof trustFile>>
export type TrustedIssuer = Trust['issuers'][number]
export type Rule = TrustedIssuer['rules'][number]

const address = fields
  .line(2_000)
  .check(z.refine(isSafeAddress, 'is not an https address (http is for this machine alone)'))

const pattern = fields.line(300)
const rule = z.strictObject({
  /** All of these claims must fit; of a list, one. */
  claims: z.record(fields.line(100), z.union([pattern, z.array(pattern).check(z.minLength(1), z.maxLength(50))])),
  grants: z
    .array(z.strictObject({ role: z.enum(['pipeline', 'viewer']), gate: fields.gate }))
    .check(z.minLength(1), z.maxLength(100)),
})

const issuer = z
  .strictObject({
    /** Stands in the subject of its tokens: `oidc:NAME:SUB`. */
    name: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/, 'is 1 to 40 of a-z, 0-9 and -')),
    ci: z.enum(Object.keys(systems) as [keyof typeof systems, ...(keyof typeof systems)[]]),
    issuer: address,
    audience: fields.line(500),
    jwks_uri: z.optional(address),
    /** No token that was made longer ago is taken, whatever its own end. */
    max_age_ms: z._default(z.int().check(z.gte(60_000), z.lte(LONGEST_AGE_MS)), HOUR_MS),
    rules: z.array(rule).check(z.minLength(1), z.maxLength(MAX_RULES)),
  })
  .check(
    z.superRefine(({ ci, rules }, context) => {
      const { owners } = systemOf(ci)
      rules.forEach(({ claims }, place) => {
        if (owners.some((owner) => isOwned(claims[owner]))) return
        const message = `names nobody: one of ${owners.join(', ')} without a star before its first slash`
        context.addIssue({ code: 'custom', path: ['rules', place, 'claims'], message, input: claims })
      })
    }),
  )

/** A public issuer signs for everybody: a rule that does not say whose job it is would let the world in. */
function isOwned(patterns: string | readonly string[] | undefined): boolean {
  const all = patterns === undefined ? [] : typeof patterns === 'string' ? [patterns] : patterns
  return all.length > 0 && all.every((each) => !(each.split('/')[0] ?? '').includes('*'))
}

const isEachOnce = (names: readonly string[]) => new Set(names).size === names.length

const trustFile = z.strictObject({
  issuers: z.array(issuer).check(
    z.maxLength(MAX_ISSUERS),
    z.refine((all) => isEachOnce(all.map(({ name }) => name)), 'has a name twice'),
    z.refine((all) => isEachOnce(all.map((each) => each.issuer)), 'has an issuer twice'),
  ),
})

/** Nobody is trusted. */
export const noTrust: Trust = { issuers: [] }

/** A trust file (YAML or JSON) as it is meant, or all that is wrong with it, a line each. */
export function parseTrust(text: string): Result<Trust, readonly string[]> {
  let raw: unknown
  try {
    raw = parseYaml(text, { maxAliasCount: 0 })
  } catch (error) {
    return fail([error instanceof Error ? error.message : String(error)])
  }
  const parsed = trustFile.safeParse(raw)
  if (!parsed.success) return fail(problemsIn(parsed.error, raw))
  // The names of claims are the issuer's: they are not ours to rename.
  const issuers = parsed.data.issuers.map((each) => ({
    ...fromWire({ ...each, rules: [] }),
    rules: each.rules,
  }))
  return ok({ issuers })
}
