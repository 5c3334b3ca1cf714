import type { FastifyRequest } from 'fastify'

/** The header by which we tell the library whom a request comes from; what a client writes there is dropped. */
export const ADDRESS_HEADER = 'x-boss-address'

/** What the library may know of a request: never another address than the one the request came from. */
const passedOn = ['cookie', 'origin', 'referer', 'user-agent', 'content-type', 'accept'] as const

/** The same request as the library takes it, at the address under which browsers know us. */
export function requestTo({ method, url, headers, body, ip }: FastifyRequest, at: string): Request {
  const kept = passedOn.flatMap((name) => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value] satisfies [string, string]] : []
  })
  const init = { method, headers: new Headers([...kept, [ADDRESS_HEADER, ip]]) }
  const content = method === 'GET' || body === undefined || body === null ? {} : { body: JSON.stringify(body) }
  return new Request(new URL(url, at), { ...init, ...content })
}
