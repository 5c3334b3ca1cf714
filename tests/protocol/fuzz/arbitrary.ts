import fc from 'fast-check'
import { z } from 'zod'

const fields = z.record(z.string(), z.unknown())

const typeName = z.enum(['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'])

/** The part of JSON Schema (2020-12) that the document of the link uses. */
export const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([typeName, z.array(typeName)]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(fields).optional(),
  oneOf: z.array(fields).optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minLength: z.int().default(0),
  maxLength: z.int().optional(),
  minimum: z.number().default(Number.MIN_SAFE_INTEGER),
  maximum: z.number().default(Number.MAX_SAFE_INTEGER),
  minItems: z.int().default(0),
  maxItems: z.int().optional(),
  items: fields.optional(),
  properties: z.record(z.string(), fields).default({}),
  required: z.array(z.string()).default([]),
})
type Schema = z.infer<typeof schemaShape>
type Type = z.infer<typeof typeName>

const years = { noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2100-01-01') }

/** A list or a text that may be long is seldom long. */
const USUAL_MAX = 12

export interface Book {
  /** The schema that a reference leads to. */
  readonly resolve: (ref: string) => unknown
  /** Values that mean something to the link, by the name of the field. */
  readonly known: Readonly<Record<string, fc.Arbitrary<unknown>>>
}

/** Values that a schema allows, and among them those that the link knows. */
export function valuesOf(raw: unknown, book: Book, name = ''): fc.Arbitrary<unknown> {
  const schema = schemaShape.parse(raw)
  if (schema.$ref !== undefined) return valuesOf(book.resolve(schema.$ref), book, name)
  const known = book.known[name]
  if (known) return known
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => valuesOf(choice, book, name)))
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  return fc.oneof(...types.map((type) => valuesOfType(type, schema, book)))
}

function valuesOfType(type: Type | undefined, schema: Schema, book: Book): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return textsOf(schema)
    case 'integer':
      return fc.integer({ min: schema.minimum, max: schema.maximum })
    case 'number':
      return fc.double({ min: schema.minimum, max: schema.maximum, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array': {
      const { minItems: minLength, maxItems: maxLength = USUAL_MAX, items = {} } = schema
      return fc.array(valuesOf(items, book), { minLength, maxLength: Math.min(maxLength, USUAL_MAX) })
    }
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties).map(([key, field]) => [key, valuesOf(field, book, key)])),
        { requiredKeys: schema.required },
      )
    case undefined:
      return fc.jsonValue()
  }
}

function textsOf({ pattern, format, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'email') return fc.emailAddress()
  if (format === 'date-time') return fc.date(years).map((at) => at.toISOString())
  if (pattern?.startsWith('^https?:')) return fc.webUrl()
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { maxLength: maxLength ?? 100 })
  const longest = Math.max(minLength, Math.min(maxLength ?? USUAL_MAX, USUAL_MAX))
  const text = fc.string({ minLength, maxLength: longest, unit: 'grapheme-ascii' })
  return fc.oneof(
    { weight: 9, arbitrary: text },
    { weight: 1, arbitrary: fc.constant('x'.repeat(maxLength ?? longest)) },
  )
}

/** A value with one thing wrong in it, or right by chance: a part of it is something else, is left out or is added. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  const parsed = fields.safeParse(value)
  if (!parsed.success || Array.isArray(value)) return fc.jsonValue()
  const whole = parsed.data
  const key = fc.constantFrom(...Object.keys(whole), 'surplus')
  const changed = key.chain((name) =>
    fc.oneof(fc.jsonValue(), spoilt(whole[name])).map((it) => ({ ...whole, [name]: it })),
  )
  const dropped = key.map((name) => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name)))
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 2, arbitrary: dropped },
    { weight: 1, arbitrary: fc.jsonValue() },
  )
}
