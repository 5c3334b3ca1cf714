import { StoreDamagedError } from './errors.ts'

export type JsonObject = { readonly [key: string]: unknown }

/** A stored text as the JSON object it has to be; `what` names it in the error. */
export function parseObject(text: string, what: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new StoreDamagedError(`${what} is not JSON`, { cause })
  }
  if (!isObject(value)) throw new StoreDamagedError(`${what} is not a JSON object`)
  return value
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
