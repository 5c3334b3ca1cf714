export type JsonRecord = { readonly [name: string]: unknown }

export const isRecord = (it: unknown): it is JsonRecord => typeof it === 'object' && it !== null && !Array.isArray(it)

/** JSON text that is an object; null for anything else. */
export function parseRecord(text: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

/** A field that is a text; null where it is none. */
export function field(record: JsonRecord | null, name: string): string | null {
  const value = record?.[name]
  return typeof value === 'string' ? value : null
}

/** A field that is a number; null where it is none. */
export function numberField(record: JsonRecord | null, name: string): number | null {
  const value = record?.[name]
  return typeof value === 'number' ? value : null
}
