import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { z } from 'zod'
import type { Reply } from '../rest.ts'

const schema = z.record(z.string(), z.unknown())
const content = z.record(z.string(), z.object({ schema }))
const operation = z.looseObject({
  operationId: z.string(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean(), schema }))
    .default([]),
  requestBody: z
    .object({ required: z.boolean(), content: z.object({ 'application/json': z.object({ schema }) }) })
    .optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
})
const openApi = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schema) }),
})

/** One operation as the document that the link gives out describes it. */
export interface Operation extends z.infer<typeof operation> {
  readonly method: string
  readonly path: string
}

export interface Document {
  readonly operations: readonly Operation[]
  readonly resolve: (ref: string) => unknown
  /** What is wrong with a value, or null. */
  readonly faultOf: (schema: unknown, value: unknown) => string | null
}

const ID = 'link:/'

/** Reads an OpenAPI 3.1 document with nothing but the document. */
export function readDocument(json: unknown): Document {
  const { paths, components } = openApi.parse(json)
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: ID, components })
  const checks = new Map<string, ValidateFunction>()
  return {
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, each]) => ({ ...each, method: method.toUpperCase(), path })),
    ),
    resolve: (ref) => components.schemas[ref.replace('#/components/schemas/', '')],
    faultOf(about, value) {
      const absolute = JSON.stringify(about).replaceAll('"#/', `"${ID}#/`)
      const check = checks.get(absolute) ?? ajv.compile(schema.parse(JSON.parse(absolute)))
      checks.set(absolute, check)
      return check(value) ? null : ajv.errorsText(check.errors)
    },
  }
}

/** What the document does not allow in an answer, or null. */
export function faultOfReply({ responses }: Operation, reply: Reply, { faultOf }: Document): string | null {
  const response = responses[reply.status]
  if (!response) return `the status ${reply.status} is not in the document: ${reply.text.slice(0, 300)}`
  if (!response.content) return reply.text === '' ? null : `${reply.status} has a body: ${reply.text.slice(0, 300)}`
  const described = Object.entries(response.content).find(([media]) => isOfType(reply.type, media))
  if (!described) return `${reply.status} is ${reply.type}: ${reply.text.slice(0, 300)}`
  const [media, { schema: about }] = described
  const value = /json$/.test(media) && !media.includes('ndjson') ? reply.json : reply.text
  const fault = faultOf(about, value)
  return fault === null ? null : `${reply.status}: ${fault}: ${reply.text.slice(0, 300)}`
}

const essence = (type: string): string => type.split(';')[0]?.trim() ?? ''
const isOfType = (type: string, media: string): boolean => essence(type) === essence(media)
