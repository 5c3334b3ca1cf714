import * as z from 'zod/mini'
import { type ClientChannel, clientChannels } from '../channels.ts'
import type { ErrorCode } from '../errors.ts'
import type { Right } from '../rights.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A method and a path with its parameters in braces: `GET /gates/{gate}`. */
export type RouteName = `${Method} /${string}`

/**
 * Who may use a route: somebody with any of these rights at the gate that it is about; or every principal that the
 * link knows; or everyone, without a token.
 */
export type Door = readonly Right[] | 'principal' | 'everyone'

/** One route of the REST API: all that is known of it without its handler. */
export interface RouteRow {
  /** A line for the documents. */
  readonly summary: string
  readonly rights: Door
  readonly params?: z.ZodMiniType
  readonly query?: z.ZodMiniType
  readonly body?: z.ZodMiniType
  /** Headers of a request that mean something here, each with what. */
  readonly headers?: Readonly<Record<string, string>>
  /** What a success says. The answer of a 204 is null and is not sent. */
  readonly answer: z.ZodMiniType
  /** 200 where it is left out. */
  readonly status?: 200 | 201 | 204
  /** Where what was made is found: a path below `/api/v1`, with fields of the answer in braces. */
  readonly location?: string
  /** The handler gives text of this type itself, instead of an object in the code's names. */
  readonly media?: string
  /** Refusals beyond those that every route has. */
  readonly refusals?: readonly ErrorCode[]
  /** The channel whose message it is: the path's parameters and the body together. */
  readonly channel?: ClientChannel
  /** Parameters of the path that the channel calls by another name. */
  readonly rename?: Readonly<Record<string, string>>
  /** It changes something though it is a GET. */
  readonly isChange?: true
  /** The path stands for itself, not below `/api/v1`. */
  readonly isTop?: true
}

type Shape = Readonly<Record<string, z.ZodMiniType>>

interface ChannelRoute {
  readonly summary: string
  /** Where they are fewer than the channel's. */
  readonly rights?: readonly Right[]
  readonly params?: z.ZodMiniObject<Shape>
  readonly rename?: Readonly<Record<string, string>>
  readonly refusals: readonly ErrorCode[]
  readonly location?: string
}

/** A route that says what a channel says: its body is the channel's message without what the path names. */
export function routeOfChannel<C extends ClientChannel>(
  channel: C,
  { summary, params, rename = {}, refusals, rights = clientChannels[channel].rights, location }: ChannelRoute,
) {
  const { request, answer } = clientChannels[channel]
  const inPath = new Set(Object.keys(params?.shape ?? {}).map((name) => rename[name] ?? name))
  // The head of a queue is named by the path; a lock by its uuid.
  const isOther = (name: string) => channel === 'unlock' && (name === 'uuid' || name === 'head')
  const shape: Shape = request.shape
  const left = Object.entries(shape).filter(([name]) => !inPath.has(name) && !isOther(name))
  const body = z.strictObject(Object.fromEntries(left))
  return {
    summary,
    rights,
    channel,
    rename,
    refusals,
    body,
    answer,
    ...(params ? { params } : {}),
    ...(location === undefined ? {} : { location }),
  }
}

/** Whether a body may say which request it is, so that asking twice is asking once. */
export const hasRequestId = ({ def }: z.ZodMiniType): boolean =>
  'shape' in def && typeof def.shape === 'object' && def.shape !== null && 'request_id' in def.shape
