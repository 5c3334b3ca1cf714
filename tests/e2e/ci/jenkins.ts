import { z } from 'zod'
import { exampleFor, filled } from './examples.ts'

type Values = Readonly<Record<string, string>>

export interface Send {
  readonly method: string
  /** With `${lock}` in it. */
  readonly path: string
  readonly body: unknown
}

const sends = /send\('(GET|POST)', (?:'([^']+)'|"([^"]+)")(?:, (\[[\s\S]*?\n {2}\]))?/g

/** The requests of the shared library's step, in order: what its Groovy says, with the values that Jenkins would know. */
export function requestsOf(values: Values): readonly Send[] {
  const script = exampleFor('jenkins/vars/askTheBoss.groovy', { url: '', token: '' })
  return [...script.matchAll(sends)].map(([, method = '', plain, composed, body = '[:]']) => ({
    method,
    path: plain ?? composed ?? '',
    body: literalOf(body, values),
  }))
}

/** A map of Groovy with names, texts, `true`, `false` and maps in it. */
function literalOf(text: string, values: Values): unknown {
  if (text === '[:]') return {}
  const json = text
    .replaceAll('[', '{')
    .replaceAll(']', '}')
    .replace(/,(\s*\})/g, '$1')
    .replace(/(\w+): ('[^']*'|[\w.]+|\{)/g, (_, name: string, value: string) => {
      if (value === '{' || value === 'true' || value === 'false') return `"${name}": ${value}`
      return `"${name}": ${JSON.stringify(value.startsWith("'") ? value.slice(1, -1) : filled(`<${value}>`, /<(.*)>/g, values))}`
    })
  return z.record(z.string(), z.unknown()).parse(JSON.parse(json))
}
