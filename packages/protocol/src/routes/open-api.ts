import * as z from 'zod/mini'
import { type ErrorCode, errorTable } from '../errors.ts'
import { context, source } from '../fields.ts'
import { press } from '../press.ts'
import { policy, problem, tokenView } from '../rest.ts'
import { grant } from '../rights.ts'
import { approver, eventView, gateState, lockView } from '../views.ts'
import { hasRequestId, type RouteRow } from './row.ts'
import { type Route, routeList } from './table.ts'

type Json = Readonly<Record<string, unknown>>

/** Shapes that many messages share, by the names that the document gives them. */
const shared: Readonly<Record<string, z.ZodMiniType>> = {
  Approver: approver,
  Context: context,
  Event: eventView,
  GateState: gateState,
  Grant: grant,
  LockView: lockView,
  Policy: policy,
  Press: press,
  Problem: problem,
  Source: source,
  TokenView: tokenView,
}

const PREFIX = '#/components/schemas/'

/** `GET /gates/{gate}/approved` as `getGatesGateApproved`. */
const operationId = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
    .map((word, place) => (place === 0 ? word : `${word[0]?.toUpperCase()}${word.slice(1)}`))
    .join('')

/** Every operation of the REST API as an OpenAPI 3.1 document, from the schemas that the link parses with. */
export function openApiDocument(list: readonly Route[] = routeList): Json {
  const schemas = schemaBook()
  const paths: Record<string, Json> = {}
  for (const route of list) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Boss Deployer: the link',
      version: '1',
      description: 'A gate in front of production. All that a socket can do, with nothing but HTTP.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: schemas.all(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of a machine: `Authorization: Bearer boss_…`' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'boss_session',
          description: 'The session of a browser. A change needs an `Origin` that is the own of the link.',
        },
      },
    },
  }
}

interface SchemaBook {
  /** A reference to a schema, which the document then has by this name. */
  ref(name: string, schema: z.ZodMiniType): Json
  all(): Json
}

function schemaBook(): SchemaBook {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(shared)) registry.add(schema, { id })
  return {
    ref(name, schema) {
      const id = registry.get(schema)?.id ?? name
      if (!registry.has(schema)) registry.add(schema, { id })
      return { $ref: `${PREFIX}${id}` }
    },
    all() {
      const made = z.toJSONSchema(registry, { io: 'input', uri: (id) => `${PREFIX}${id}` })
      return Object.fromEntries(
        Object.entries(made.schemas).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
      )
    },
  }
}

function operationOf({ name, row, path }: Route, schemas: SchemaBook): Json {
  const id = operationId(name)
  const title = `${id[0]?.toUpperCase()}${id.slice(1)}`
  const body = row.body && {
    required: row.channel === undefined || isNeeded(row.body),
    content: json(schemas.ref(`${title}Body`, row.body)),
  }
  return {
    operationId: id,
    summary: row.summary,
    tags: [path.replace(/^\/api\/v1/, '').split('/')[1] ?? ''],
    ...securityOf(row),
    ...(parametersOf(row).length > 0 ? { parameters: parametersOf(row) } : {}),
    ...(body ? { requestBody: body } : {}),
    responses: { ...successOf(row, schemas, title), ...refusalsOf(row, schemas) },
  }
}

const json = (schema: Json): Json => ({ 'application/json': { schema } })

const isNeeded = (schema: z.ZodMiniType): boolean => !schema.safeParse({}).success

function securityOf({ rights }: RouteRow): Json {
  if (rights === 'everyone') return { security: [] }
  const scopes = rights === 'principal' ? [] : rights
  return { security: [{ token: scopes }, { session: scopes }] }
}

function parametersOf({ params, query, headers = {}, body }: RouteRow): readonly Json[] {
  const known = body && hasRequestId(body) ? { 'idempotency-key': 'The `request_id`, for who sends it so' } : {}
  return [
    ...fieldsOf(params, 'path'),
    ...fieldsOf(query, 'query'),
    ...Object.entries({ ...known, ...headers }).map(([name, description]) => ({
      name,
      in: 'header',
      description,
      required: false,
      schema: { type: 'string' },
    })),
  ]
}

function fieldsOf(schema: z.ZodMiniType | undefined, where: 'path' | 'query'): readonly Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' })
  return Object.entries(properties).map(([name, field]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: field,
  }))
}

function successOf({ status = 200, answer, media = 'application/json' }: RouteRow, schemas: SchemaBook, title: string) {
  if (status === 204) return { '204': { description: 'Done' } }
  return { [status]: { description: 'Done', content: { [media]: { schema: schemas.ref(`${title}Answer`, answer) } } } }
}

/** Codes that a route may refuse with whatever it is about. */
function codesOf({ rights, body, refusals = [] }: RouteRow): readonly ErrorCode[] {
  const door: readonly ErrorCode[] = rights === 'everyone' ? [] : ['unauthenticated', 'forbidden']
  const large: readonly ErrorCode[] = body ? ['too_large'] : []
  return [
    ...new Set(['invalid_message', ...door, ...large, ...refusals, 'too_many', 'internal', 'unavailable'] as const),
  ]
}

/** Problem details by status, each with the codes that it may have here. */
function refusalsOf(row: RouteRow, schemas: SchemaBook): Json {
  const problemRef = schemas.ref('Problem', problem)
  const codes = codesOf(row)
  const statuses = [...new Set(codes.map((code) => errorTable[code].status))]
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => errorTable[code].status === status)
      return [status, problemsOf(here, problemRef)]
    }),
  )
}

const problemsOf = (codes: readonly ErrorCode[], problemRef: Json): Json => ({
  description: codes.map((code) => `\`${code}\`: ${errorTable[code].title}`).join('. '),
  content: {
    'application/problem+json': { schema: { allOf: [problemRef, { properties: { code: { enum: codes } } }] } },
  },
})
