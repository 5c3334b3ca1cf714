/**
 * Whether a claim's value is what a pattern says: the whole of it, letter by letter, where `*` stands for any text
 * without a slash. There is nothing else to write, so that no pattern means more than it seems to.
 */
export function fits(pattern: string, value: string): boolean {
  const [patterns, values] = [pattern.split('/'), value.split('/')]
  return patterns.length === values.length && patterns.every((part, place) => fitsPart(part, values[place] ?? ''))
}

function fitsPart(pattern: string, value: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return pattern === value
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false
  let from = first.length
  const end = value.length - last.length
  for (const piece of rest) {
    const found = value.indexOf(piece, from)
    if (found < 0 || found + piece.length > end) return false
    from = found + piece.length
  }
  return true
}
