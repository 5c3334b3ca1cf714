import { type GatePath, type Mode, withAncestors } from '@boss-deployer/gate'

/** A change of one gate's own mode. Times are ms since 1970. */
export interface ModeChange {
  readonly gate: GatePath
  readonly at: number
  readonly from: Mode
}

interface Span {
  readonly from: number
  readonly until: number
}

export interface Modes {
  /** Each gate's own mode after the last of the changes. */
  readonly now: ReadonlyMap<GatePath, Mode>
  /** Newest first: all since the span began, also those after it. */
  readonly changes: readonly ModeChange[]
}

/** How long a gate was blocked within a span, by its own mode or by one above, ms. */
export function blockedFor({ now, changes }: Modes, span: Span): (gate: GatePath) => number {
  const own = new Map<GatePath, readonly Span[]>()
  const byGate = new Map<GatePath, ModeChange[]>()
  for (const change of changes) byGate.set(change.gate, [...(byGate.get(change.gate) ?? []), change])
  for (const [gate, mode] of now) own.set(gate, ownBlocks(mode, byGate.get(gate) ?? [], span))
  return (gate) => lengthOf(withAncestors(gate).flatMap((each) => own.get(each) ?? []))
}

/** Back from the present: before each change its gate was as the change says. */
function ownBlocks(now: Mode, changes: readonly ModeChange[], { from, until }: Span): readonly Span[] {
  const blocks: Span[] = []
  let mode = now
  let end = Number.POSITIVE_INFINITY
  const note = (begin: number) => {
    const block = { from: Math.max(begin, from), until: Math.min(end, until) }
    if (mode === 'blocked' && block.from < block.until) blocks.push(block)
  }
  for (const change of changes) {
    note(change.at)
    mode = change.from
    end = change.at
  }
  note(Number.NEGATIVE_INFINITY)
  return blocks
}

/** Of spans that may overlap, the time that lies in any of them. */
function lengthOf(spans: readonly Span[]): number {
  let length = 0
  let end = Number.NEGATIVE_INFINITY
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    length += Math.max(0, span.until - Math.max(span.from, end))
    end = Math.max(end, span.until)
  }
  return length
}
