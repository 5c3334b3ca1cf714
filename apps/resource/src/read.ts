import type { Result } from '@boss-deployer/client/rest'
import { parse } from '@boss-deployer/protocol'
import type * as z from 'zod/mini'

/** Standard input in its own names, or what is wrong with it, naming the field. */
export function read<S extends z.ZodMiniType>(schema: S, payload: unknown): Result<z.output<S>, string> {
  const parsed = schema.safeParse(payload)
  if (parsed.success) return { ok: true, value: parsed.data }
  const problem = parse(schema, payload)
  return { ok: false, error: problem.ok ? 'standard input is not as it should be' : problem.error.message }
}
