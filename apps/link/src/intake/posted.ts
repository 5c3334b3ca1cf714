import type { IncomingHttpHeaders } from 'node:http'
import { fail, type Result } from '@boss-deployer/gate'
import { type Camel, parse, type WireError } from '@boss-deployer/protocol'
import type * as z from 'zod/mini'

/** A header that is there once; empty where it is not. */
export const headerOf = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

/** Reads a body as its schema says, in the code's names. */
export const readsJson =
  <S extends z.ZodMiniType>(schema: S) =>
  (body: Buffer): Result<Camel<z.output<S>>, WireError> => {
    try {
      return parse(schema, JSON.parse(body.toString('utf8')))
    } catch {
      return fail({ code: 'invalid_message', message: 'this is no JSON' })
    }
  }
