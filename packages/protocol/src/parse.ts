import type { Result } from '@boss-deployer/gate'
import type * as z from 'zod/mini'
import type { WireError } from './errors.ts'
import { type Camel, fromWire } from './naming.ts'

const NO_SENTENCE = 'Invalid input'

/** From unknown to a typed message in the code's names, or what is wrong with it, naming the field. */
export function parse<S extends z.ZodMiniType>(schema: S, raw: unknown): Result<Camel<z.output<S>>, WireError> {
  // A library elsewhere in the process may have given the schema library sentences of its own.
  const parsed = schema.safeParse(raw, { error: () => NO_SENTENCE })
  if (parsed.success) return { ok: true, value: fromWire(parsed.data) }
  const message = problemsIn(parsed.error, raw)[0] ?? 'is not as the protocol says'
  return { ok: false, error: { code: 'invalid_message', message } }
}

/** All that is wrong with what a schema refused, each as one line that names the field. */
export function problemsIn({ issues }: Pick<z.core.$ZodError, 'issues'>, raw: unknown): readonly string[] {
  return issues.map((issue) => {
    const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
    return `${where}${sentenceOf(issue, raw)}`.slice(0, 300)
  })
}

/** What is wrong, as the end of a sentence that begins with the field. */
function sentenceOf(issue: z.core.$ZodIssue, raw: unknown): string {
  if (issue.message !== NO_SENTENCE) return issue.message
  if (valueAt(raw, issue.path) === undefined) return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return `is not ${nounOf(issue.expected)}`
    case 'invalid_value':
      return `is not ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`
    case 'too_big':
      return `is over ${issue.maximum}${unitOf(issue.origin)}`
    case 'too_small':
      return `is under ${issue.minimum}${unitOf(issue.origin)}`
    case 'invalid_format':
      return `is not a ${formatNames[issue.format] ?? issue.format}`
    case 'unrecognized_keys':
      return `has no field ${quoted(issue.keys[0] ?? '')}`
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return 'is not as the protocol says'
  }
}

const nouns: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
}
const nounOf = (expected: string): string => nouns[expected] ?? `a ${expected}`

const formatNames: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  datetime: 'time such as 2030-01-31T12:00:00.000Z',
  safeint: 'whole number that JSON carries exactly',
}

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' items' }
const unitOf = (origin: string): string => units[origin] ?? ''

/** A name that a stranger made up, fit for a terminal and a log. */
const quoted = (name: string): string => JSON.stringify(name.slice(0, 100)).replace(/[^\x20-\x7e]/g, '?')

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    raw,
  )
}
