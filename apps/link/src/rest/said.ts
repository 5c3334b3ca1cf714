import { fail, ok, type Result } from '@boss-deployer/gate'
import { hasRequestId, parse, type RouteRow, type WireError } from '@boss-deployer/protocol'
import type { FastifyRequest } from 'fastify'
import type * as z from 'zod/mini'

/** What a request says, in the code's names; a part that its row does not describe is undefined. */
export interface Said {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  /** Body and path in the wire's names: the message of the row's channel. */
  readonly message: Readonly<Record<string, unknown>>
}

type Fields = Readonly<Record<string, unknown>>

/** Parses a request as its row says: the one place where path, query and body are read. */
export function saidIn(row: RouteRow, request: FastifyRequest): Result<Said, WireError> {
  const { params, query, body, rename = {} } = row
  const named = parsed(params, request.params)
  if (!named.ok) return named
  const asked = parsed(query, request.query)
  if (!asked.ok) return asked
  const sent = body === undefined ? ok({}) : withKey(row, body, request)
  if (!sent.ok) return sent
  const told = parsed(body, sent.value)
  if (!told.ok) return told
  const message: Record<string, unknown> = { ...fieldsOf(sent.value) }
  for (const [name, value] of Object.entries(fieldsOf(request.params))) message[rename[name] ?? name] = value
  return ok({ params: named.value, query: asked.value, body: told.value, message })
}

const parsed = (schema: z.ZodMiniType | undefined, raw: unknown): Result<unknown, WireError> =>
  schema === undefined ? ok(undefined) : parse(schema, raw)

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** What has no fields has none. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

/**
 * The body; an `Idempotency-Key` is its `request_id`, where it may have one. A channel's message may all be in the path;
 * anything else without a body is a mistake.
 */
function withKey(
  { channel }: RouteRow,
  schema: z.ZodMiniType,
  { body, headers }: FastifyRequest,
): Result<unknown, WireError> {
  const sent = channel !== undefined && body === undefined ? {} : body
  const key = headers['idempotency-key']
  if (key === undefined || !isFields(sent) || !hasRequestId(schema)) return ok(sent)
  if (sent.request_id !== undefined && sent.request_id !== key) {
    return fail({ code: 'invalid_message', message: 'request_id: is not the same as the Idempotency-Key' })
  }
  return ok({ ...sent, request_id: key })
}
