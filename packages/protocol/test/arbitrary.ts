import * as fc from 'fast-check'
import * as z from 'zod/mini'
import { fields } from '../src/index.ts'

/** Any value that JSON can carry, also with the names that trip JavaScript. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
    ),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(anyName(), tie('value'), { maxKeys: 6 }),
  ),
})).value

/** JSON text of an object may well have a field `__proto__` of its own. */
function anyName(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'prototype', 'length', 'uuid'), fc.string())
}

const segment = fc.stringMatching(/^[a-z0-9-]{1,40}$/)
const gatePath = fc
  .array(segment, { minLength: 1, maxLength: 8 })
  .map((segments) => segments.join('.'))
  .filter((path) => !path.startsWith('root.'))

const times = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Every value of a schema of ours may come out. */
export function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema === fields.gate) return gatePath
  if (schema === fields.uuid) return fc.uuid({ version: 7 })
  if (schema === fields.time) return times
  if (schema === fields.webUrl) return fc.webUrl({ withQueryParameters: true })
  // Zod's own way to tell its types apart: https://zod.dev/packages/core
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'string') return textOf(schema).filter((text) => accepts(schema, text))
  if (def.type === 'number') return numberOf(schema)
  if (def.type === 'boolean') return fc.boolean()
  if (def.type === 'enum') return fc.constantFrom(...Object.values(def.entries))
  if (def.type === 'literal') return fc.constantFrom(...def.values)
  if (def.type === 'optional') return fc.option(arbitraryOf(def.innerType), { nil: undefined })
  if (def.type === 'nullable') return fc.option(arbitraryOf(def.innerType))
  if (def.type === 'array')
    return fc.array(arbitraryOf(def.element), { minLength: boundsOf(schema).minItems ?? 0, maxLength: 4 })
  if (def.type === 'union') return fc.oneof(...def.options.map(arbitraryOf))
  if (def.type === 'object') return objectOf(def.shape).filter((value) => accepts(schema, value))
  throw new Error(`no arbitrary for ${def.type}`)
}

function objectOf(shape: Readonly<Record<string, z.core.$ZodType>>): fc.Arbitrary<unknown> {
  const entries = Object.entries(shape).map(([name, schema]) => [name, arbitraryOf(schema)] as const)
  return fc.record(Object.fromEntries(entries)).map(withoutUndefined)
}

const withoutUndefined = (value: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined))

const boundsOf = (schema: z.core.$ZodType) => z.toJSONSchema(schema, { io: 'input' })

function numberOf(schema: z.core.$ZodType): fc.Arbitrary<number> {
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = boundsOf(schema)
  return fc.integer({ min: minimum, max: maximum })
}

function textOf(schema: z.core.$ZodType): fc.Arbitrary<string> {
  const { pattern } = boundsOf(schema)
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  return fc.oneof(
    fc.string({ maxLength: 30, unit: 'grapheme' }),
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/),
  )
}

const accepts = (schema: z.core.$ZodType, value: unknown): boolean => (schema as z.ZodMiniType).safeParse(value).success
