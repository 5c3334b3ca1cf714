type CamelText<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelText<Tail>>}` : S

/** The same shape with camelCase names: how the code says what the wire says in snake_case. */
export type Camel<T> = T extends readonly (infer Item)[]
  ? readonly Camel<Item>[]
  : T extends object
    ? { readonly [K in keyof T as K extends string ? CamelText<K> : K]: Camel<T[K]> }
    : T

const camelNames = new Map<string, string>()
const snakeNames = new Map<string, string>()

/** Names are those of our own schemas, so this table stays small; it takes no name that a stranger made up. */
function remembered(names: Map<string, string>, name: string, make: (name: string) => string): string {
  const known = names.get(name)
  if (known !== undefined) return known
  const made = make(name)
  if (names.size < 1_000) names.set(name, made)
  return made
}

const camelName = (name: string) =>
  remembered(camelNames, name, (snake) => snake.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()))
const snakeName = (name: string) =>
  remembered(snakeNames, name, (camel) => camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))

/** Deeper than anything that we say: what a looser schema let through below that is left as it is. */
const MAX_DEPTH = 32

function renamed(value: unknown, rename: (name: string) => string, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return value
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename, depth + 1))
  const result: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) {
    const to = rename(name)
    // An assignment to `__proto__` would change what the result is, instead of what it has.
    if (inner !== undefined && name !== '__proto__' && to !== '__proto__')
      result[to] = renamed(inner, rename, depth + 1)
  }
  return result
}

/** From the wire's names to the code's. */
export const fromWire = <T>(value: T): Camel<T> => renamed(value, camelName) as Camel<T>

/** From the code's names to the wire's; fields that are undefined are left out. */
export const toWire = <T>(value: Camel<T>): T => renamed(value, snakeName) as T
