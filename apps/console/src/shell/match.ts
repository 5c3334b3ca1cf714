/** What stands in an address at the names of a pattern: `/locks/:uuid`. */
export type Params = Readonly<Record<string, string>>

/** The parameters of a path that is of this pattern; null where it is not. A `*` at the end takes all that follows. */
export function matchPath(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/').filter(Boolean)
  const said = path.split('/').filter(Boolean)
  const isOpen = wanted.at(-1) === '*'
  if (isOpen ? said.length < wanted.length - 1 : said.length !== wanted.length) return null
  const params: Record<string, string> = {}
  for (const [index, segment] of wanted.entries()) {
    const part = said[index] ?? ''
    if (segment === '*') return params
    if (segment.startsWith(':')) {
      const value = decoded(part)
      if (value === null) return null
      params[segment.slice(1)] = value
    } else if (segment !== part) return null
  }
  return params
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
