/** A gate's name: `root`, or segments of `[a-z0-9-]{1,40}` joined by dots, at most 8 deep (`shop.production`). */
export type GatePath = string

/** The gate above all; always there. */
export const ROOT: GatePath = 'root'

const SEGMENT = /^[a-z0-9-]{1,40}$/
const MAX_DEPTH = 8

/** Whether this text names a gate. `root` names only the root, never a part of a longer name. */
export function isGatePath(text: string): boolean {
  if (text === ROOT) return true
  const segments = text.split('.')
  return segments.length <= MAX_DEPTH && segments[0] !== ROOT && segments.every((segment) => SEGMENT.test(segment))
}

/** The gate right above, or null for the root. */
export function parentOf(path: GatePath): GatePath | null {
  if (path === ROOT) return null
  const dot = path.lastIndexOf('.')
  return dot < 0 ? ROOT : path.slice(0, dot)
}

/** The gate itself, then every gate above it, up to the root. */
export function withAncestors(path: GatePath): readonly GatePath[] {
  const above = parentOf(path)
  return above === null ? [path] : [path, ...withAncestors(above)]
}

/** Whether a gate is the top one or somewhere below it. */
export function isAtOrBelow(path: GatePath, top: GatePath): boolean {
  return top === ROOT || path === top || path.startsWith(`${top}.`)
}
