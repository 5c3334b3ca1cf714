import { fail, ok, type Result } from '@boss-deployer/gate'
import { API, type Route, type RouteRow, routeList, toWire, type WireError } from '@boss-deployer/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HubParts } from '../hub/hub.ts'
import type { Caller } from '../requests/caller.ts'
import { handle } from '../requests/handle.ts'
import { restHandlers } from './handlers.ts'
import { sendProblem } from './problem.ts'
import { callerAs, callerFor, identify } from './request.ts'
import type { RestCall } from './route.ts'
import { fieldsOf, saidIn } from './said.ts'

type Answered = Result<unknown, WireError>
/** A handler without its row's types: what it is called with was parsed by that same row. */
type AnyHandler = (call: RestCall<never>) => Promise<Answered>
const handlers: Readonly<Record<string, AnyHandler>> = restHandlers

interface Asked {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly parts: HubParts
  /** Known once it is proven. */
  readonly who: { subject: string | null }
}

/** Adds every route of the table to the HTTP server. */
export function addRoutes(app: FastifyInstance, parts: HubParts): void {
  app.addHook('onRequest', (_, reply, done) => {
    reply.raw.once('close', parts.leaving.begin())
    done()
  })
  for (const route of routeList) {
    app.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        const asked: Asked = { request, reply, parts, who: { subject: null } }
        const result = await answerTo(route, asked)
        if (!result.ok) tellOfRefusal(result.error, route, asked)
        return result.ok ? send(reply, route.row, result.value) : sendProblem(reply, result.error)
      },
    })
  }
}

/** Who asks and whether that one may, then what was said, then the answer: the same for every route. */
async function answerTo({ name, row }: Route, asked: Asked): Promise<Answered> {
  const caller = await callerOf(row, asked)
  if (!caller.ok) return caller
  const said = saidIn(row, asked.request)
  if (!said.ok) return said
  const { message, ...rest } = said.value
  if (row.channel !== undefined && caller.value) return handle(row.channel, message, caller.value, asked.parts)
  const answer = handlers[name]
  if (!answer) throw new Error(`${name} has no handler`)
  const { request, reply, parts } = asked
  return answer({ request, reply, parts, ...rest, caller: caller.value } as RestCall<never>)
}

async function callerOf(
  { rights, isChange }: RouteRow,
  { request, parts, who }: Asked,
): Promise<Result<Caller | null, WireError>> {
  if (rights === 'everyone') return ok(null)
  const principal = await identify(request, parts.bearer, isChange)
  if (!principal.ok) return principal
  who.subject = principal.value.subject
  if (!parts.isWithinRate(principal.value.credential))
    return fail({ code: 'too_many', message: 'too many requests with this token: slow down' })
  return rights === 'principal' ? ok(callerAs(principal.value, [])) : callerFor(principal.value, rights)
}

/** Whoever comes with no token that is known, or reaches for what is not theirs, leaves a line. */
function tellOfRefusal({ code }: WireError, { name }: Route, { request, parts, who }: Asked): void {
  if (code !== 'unauthenticated' && code !== 'forbidden') return
  parts.security({ event: 'request', outcome: 'refused', ...who, address: request.ip, route: name })
}

function send(reply: FastifyReply, { status = 200, media, location }: RouteRow, value: unknown): FastifyReply {
  reply.code(status)
  if (status === 204) return reply.send()
  if (media !== undefined) return reply.type(media).send(value)
  const wire = toWire<unknown>(value)
  if (location !== undefined)
    reply.header(
      'location',
      `${API}${location.replace(/\{(\w+)\}/g, (_, field: string) => String(fieldsOf(wire)[field]))}`,
    )
  return reply.send(wire)
}
