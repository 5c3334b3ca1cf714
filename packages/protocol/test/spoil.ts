type Path = readonly (string | number)[]

/** Every place in a value, the value itself first. */
export function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))]
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  )
}

/** The same value with another one in one place. */
export function withValueAt(value: unknown, path: Path, put: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return put
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    key === name ? withValueAt(inner, rest, put) : inner,
  ])
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

/** What this value is not: one of each other type of JSON. */
export function otherTypes(value: unknown): readonly unknown[] {
  return [null, true, 1, 'text', ['text'], { text: 'text' }].filter((other) => kindOf(other) !== kindOf(value))
}
