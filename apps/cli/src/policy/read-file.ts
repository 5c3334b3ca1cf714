import { fields, parse, policy as policySchema } from '@boss-deployer/protocol'
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml'
import { policyFields, type WirePolicy } from './fields.ts'

/** What a file wants a gate to be: what it does not say has its default. */
export interface Wish {
  readonly gate: string
  readonly policy: WirePolicy
}

export interface Mistake {
  /** From 1. */
  readonly line: number
  readonly what: string
}

export type ReadFile =
  | { readonly ok: true; readonly wishes: readonly Wish[] }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] }

/** In UTF-16 code units. */
export const LARGEST_FILE = 512 * 1024
const MAX_GATES = 1_000

/** Reads a file of gates. It is read strictly: a field that is not known, a key that is there twice, an alias: mistakes. */
export function readGates(text: string): ReadFile {
  const lines = new LineCounter()
  const lineOf = (node: unknown): number => {
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null
    return Array.isArray(range) ? lines.linePos(Number(range[0])).line : 1
  }
  const mistakes: Mistake[] = []
  const refuse = (node: unknown, what: string) => void mistakes.push({ line: lineOf(node), what })
  if (text.length > LARGEST_FILE) return { ok: false, mistakes: [{ line: 1, what: 'the file is larger than 512 KiB' }] }

  const document = parsed(text, lines)
  if (!document) return { ok: false, mistakes: [{ line: 1, what: 'it is nested too deep to be read' }] }
  for (const { message, pos } of [...document.errors, ...document.warnings])
    mistakes.push({ line: lines.linePos(pos[0]).line, what: message.split('\n')[0]?.replace(/ at line .*$/, '') ?? '' })
  if (mistakes.length > 0) return { ok: false, mistakes }
  visit(document, { Alias: (_, node) => refuse(node, 'an alias is not read: write it out') })
  if (mistakes.length > 0) return { ok: false, mistakes }

  const gates = gatesIn(document, refuse)
  const wishes = (gates?.items ?? []).slice(0, MAX_GATES).flatMap((pair) => wishIn(pair, document, refuse) ?? [])
  if (gates && gates.items.length > MAX_GATES) refuse(gates, `there are more than ${MAX_GATES} gates`)
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, wishes }
}

function parsed(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: true, strict: true, schema: 'core' })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

type Refuse = (node: unknown, what: string) => void

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '?')

function gatesIn({ contents }: Document, refuse: Refuse): YAMLMap | null {
  if (!isMap(contents)) {
    refuse(contents, 'a file of gates begins with "gates:"')
    return null
  }
  for (const pair of contents.items)
    if (keyOf(pair) !== 'gates') refuse(pair.key, `there is no field "${keyOf(pair)}" here, only "gates"`)
  const gates = contents.get('gates', true)
  if (isMap(gates)) return gates
  refuse(gates ?? contents, 'gates: names each gate with its policy, such as "shop.production: { approvals: 2 }"')
  return null
}

function wishIn(pair: Pair, document: Document, refuse: Refuse): Wish | null {
  const gate = parse(fields.gate, keyOf(pair))
  if (!gate.ok) {
    refuse(pair.key, `"${keyOf(pair)}" ${gate.error.message}`)
    return null
  }
  const { value } = pair
  if (value === null || (isScalar(value) && value.value === null)) return { gate: gate.value, policy: {} }
  if (!isMap(value)) {
    refuse(value, `${gate.value}: its policy is a list of fields`)
    return null
  }
  const said = value.items.flatMap((field) => fieldIn(field, { gate: gate.value, document, refuse }))
  return { gate: gate.value, policy: Object.fromEntries(said) }
}

interface Place {
  readonly gate: string
  readonly document: Document
  readonly refuse: Refuse
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'toJS' in value

function fieldIn(pair: Pair, { gate, document, refuse }: Place): readonly (readonly [string, unknown])[] {
  const name = keyOf(pair)
  const field = policyFields.find((each) => each.name === name)
  if (!field) {
    refuse(pair.key, `${gate} has no field "${name}": it is one of ${policyFields.map((it) => it.name).join(', ')}`)
    return []
  }
  const value = field.read(isNode(pair.value) ? pair.value.toJS(document) : null)
  if (value === undefined) {
    refuse(pair.value ?? pair.key, `${gate}: ${name} takes ${field.takes.replaceAll('`', '')}`)
    return []
  }
  const checked = parse(policySchema, { [field.wire]: value })
  if (checked.ok) return [[field.wire, value]]
  refuse(pair.value ?? pair.key, `${gate}: ${checked.error.message.replace(field.wire, name)}`)
  return []
}
