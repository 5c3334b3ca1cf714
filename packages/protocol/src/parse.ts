import { fail, ok, type Result } from '@boss-deployer/gate'
import type * as z from 'zod/mini'
import type { WireError } from './errors.ts'
import { type Camel, fromWire } from './naming.ts'

/** From unknown to a typed message in the code's names, or what is wrong with it, naming the field. */
export function parse<S extends z.ZodMiniType>(schema: S, raw: unknown): Result<Camel<z.output<S>>, WireError> {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return ok(fromWire(parsed.data))
  const issue = parsed.error.issues[0]
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  return fail({ code: 'invalid_message', message: `${where}${issue?.message ?? 'not as the protocol says'}`.slice(0, 300) })
}
