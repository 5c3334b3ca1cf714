import { isObject, type JsonObject } from './json.ts'

/** Whether a value read from outside is what its type says. */
export type Check<T> = (value: unknown) => value is T

export const text: Check<string> = (value) => typeof value === 'string'
export const number: Check<number> = (value) => typeof value === 'number'
export const boolean: Check<boolean> = (value) => typeof value === 'boolean'

export const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value): value is T | null =>
    value === null || check(value)

export const listOf =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every((each) => check(each))

/** An object of texts, whatever their names. */
export const texts: Check<Readonly<Record<string, string>>> = (value): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((each) => text(each))

/** One of these texts. They are the keys of a record, so that a text which the type has and the record lacks does not compile. */
export const oneOf =
  <T extends string>(texts: Readonly<Record<T, true>>): Check<T> =>
  (value): value is T =>
    typeof value === 'string' && Object.hasOwn(texts, value)

export type Fields<T> = { readonly [K in keyof T]-?: Check<T[K]> }

/** An object with these fields; others are let be. */
export const shape =
  <T>(fields: Fields<T>): Check<T> =>
  (value): value is T =>
    isObject(value) && wrongField(value, fields) === null

/** The first field that is missing or wrong. */
export function wrongField(value: JsonObject, fields: object): string | null {
  const wrong = Object.entries(fields).find(([name, check]: [string, Check<unknown>]) => !check(value[name]))
  return wrong?.[0] ?? null
}
