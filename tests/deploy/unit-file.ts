export interface Directive {
  readonly section: string
  readonly name: string
  readonly value: string
}

/** Reads a unit of systemd without continued lines. */
export function parseUnit(text: string): readonly Directive[] {
  let section = ''
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return []
    const header = /^\[(\w+)\]$/.exec(line)?.[1]
    if (header !== undefined) {
      section = header
      return []
    }
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined || section === '') throw new Error(`not a directive: ${line}`)
    return [{ section, name, value }]
  })
}

/** All values of a directive, in order. */
export const valuesOf = (unit: readonly Directive[], name: string): readonly string[] =>
  unit.flatMap((directive) => (directive.name === name ? [directive.value] : []))
