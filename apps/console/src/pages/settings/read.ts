import type { parse, WireError } from '@boss-deployer/protocol'
import { Refused } from '../../api/refused.ts'
import { type Call, call, fetchHere } from '../../api/rest.ts'
import type { Result } from '../../view/wire.ts'

type Schema = Parameters<typeof parse>[0]

/**
 * What the link says at a path below `/api/v1`.
 * @throws Refused
 */
export async function read<S extends Schema>(path: string, schema: S) {
  const answered = await call(fetchHere, { method: 'GET', path, schema })
  if (!answered.ok) throw new Refused(answered.error)
  return answered.value.value
}

/** Asks the link to change something; its answer. */
export async function send<S extends Schema>(asked: Call<S>) {
  const answered = await call(fetchHere, asked)
  return answered.ok ? ({ ok: true, value: answered.value.value } as const) : answered
}

export type Sent<T = unknown> = Promise<Result<T, WireError>>
