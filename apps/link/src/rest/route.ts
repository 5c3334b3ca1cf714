import type { Readable } from 'node:stream'
import type { Result } from '@boss-deployer/gate'
import type { Camel, RouteName, RouteRow, WireError } from '@boss-deployer/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type * as z from 'zod/mini'
import type { HubParts } from '../hub/hub.ts'
import type { Caller } from '../requests/caller.ts'

/** A part of a request as its row says it, in the code's names; undefined where the row says nothing. */
type Parsed<R, Part extends string> = R extends { readonly [P in Part]: infer S extends z.ZodMiniType }
  ? Camel<z.output<S>>
  : undefined

/** One request to a route, let in and parsed as the route's row says. */
export interface RestCall<R = RouteRow> {
  /** Null where everyone may call. */
  readonly caller: R extends { readonly rights: 'everyone' } ? null : Caller
  readonly params: Parsed<R, 'params'>
  readonly query: Parsed<R, 'query'>
  readonly body: Parsed<R, 'body'>
  readonly parts: HubParts
  readonly request: FastifyRequest
  /** For headers and cookies; the answer itself is sent where the table is. */
  readonly reply: FastifyReply
}

/** What a success says: as the row's schema in the code's names, or text of the row's own type. */
type Answer<R extends RouteRow> = R extends { readonly media: string }
  ? string | Readable
  : Camel<z.output<R['answer']>>

export type RouteHandler<R extends RouteRow> = (call: RestCall<R>) => Promise<Result<Answer<R>, WireError>>

/** The handlers of a part of the table: all of them, and no other. What says what a channel says needs none. */
export type HandlersOf<T extends Readonly<Record<RouteName, RouteRow>>> = {
  readonly [K in keyof T & RouteName as T[K] extends { readonly channel: string } ? never : K]: RouteHandler<T[K]>
}
