import { policyFields, saidIn, type WirePolicy } from './fields.ts'
import type { Wish } from './read-file.ts'

/** A gate as the link has it. */
export interface Present {
  readonly gate: string
  readonly policy: WirePolicy
  readonly defaults: WirePolicy
  readonly etag: string
}

export interface Change {
  /** As the file names it. */
  readonly field: string
  /** null: the gate is new. */
  readonly from: string | null
  readonly to: string
}

/** What is to be done about one gate of the file. */
export interface Step {
  readonly gate: string
  readonly kind: 'add' | 'change' | 'keep'
  readonly changes: readonly Change[]
  /** The whole of what the file says. */
  readonly policy: WirePolicy
  /** What was read; null for a gate that is to be added. */
  readonly etag: string | null
}

export interface Plan {
  /** Those above first. */
  readonly steps: readonly Step[]
  /** Gates of the link that the file does not name: they are left as they are. */
  readonly others: readonly string[]
}

/** What has to be done so that the link has what the file says. */
export function planOf(wishes: readonly Wish[], present: readonly Present[], all: readonly string[]): Plan {
  const known = new Map(present.map((each) => [each.gate, each]))
  const named = new Set(wishes.map(({ gate }) => gate))
  const depth = (gate: string) => (gate === 'root' ? 0 : gate.split('.').length)
  return {
    steps: wishes
      .map((wish) => stepOf(wish, known.get(wish.gate)))
      .sort((one, other) => depth(one.gate) - depth(other.gate) || (one.gate < other.gate ? -1 : 1)),
    others: all.filter((gate) => !named.has(gate)),
  }
}

function stepOf({ gate, policy }: Wish, present: Present | undefined): Step {
  if (!present) {
    const said = policyFields.filter(({ wire }) => wire in policy)
    const changes = said.map((field) => ({ field: field.name, from: null, to: saidIn(policy, field) }))
    return { gate, kind: 'add', changes, policy, etag: null }
  }
  const wanted = { ...present.defaults, ...policy }
  const changes = policyFields.flatMap((field): Change[] => {
    const [from, to] = [saidIn(present.policy, field), saidIn(wanted, field)]
    return from === to ? [] : [{ field: field.name, from, to }]
  })
  return { gate, kind: changes.length > 0 ? 'change' : 'keep', changes, policy, etag: present.etag }
}
