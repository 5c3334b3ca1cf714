import type { Result } from '@boss-deployer/gate'
import { type ClientChannel, clientChannels, type Right, type WireError } from '@boss-deployer/protocol'
import type { FastifyRequest } from 'fastify'
import type { HubParts } from '../hub/hub.ts'
import type { Caller } from '../requests/caller.ts'
import { handle } from '../requests/handle.ts'

export interface RestCall {
  readonly caller: Caller
  readonly parts: HubParts
  readonly request: FastifyRequest
  readonly setHeader: (name: string, value: string) => void
}

/** One row of the REST table. The answer is in the code's names; the wire's are made where it is sent. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Any of these, at the gate that it is about, opens this route. */
  readonly rights: readonly Right[]
  /** What a success is answered with; 200 where it is left out. */
  readonly status?: number
  readonly answer: (call: RestCall) => Promise<Result<unknown, WireError>>
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A row that says what a channel says: the body and the parameters of the path together are its message. */
export function channelRoute(
  path: string,
  channel: ClientChannel,
  rename: Readonly<Record<string, string>> = {},
): Route {
  return {
    method: 'POST',
    path,
    rights: clientChannels[channel].rights,
    answer: ({ caller, parts, request: { body, params } }) => {
      if (body !== undefined && body !== null && !isObject(body)) return handle(channel, body, caller, parts)
      const named = Object.entries(isObject(params) ? params : {}).map(([name, value]) => [rename[name] ?? name, value])
      return handle(channel, { ...body, ...Object.fromEntries(named) }, caller, parts)
    },
  }
}
