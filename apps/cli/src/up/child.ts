/** The life of one child process: what happened goes in, what to do comes out. It knows no process and no clock. */
export interface Child {
  readonly phase: 'starting' | 'up' | 'resting' | 'stopping' | 'gone'
  /** Restarts since it last ran for `STABLE_MS`. */
  readonly restarts: number
  /** When it last became ready; null until the first time. */
  readonly upAt: number | null
}

export type Input =
  | { readonly type: 'ready'; readonly at: number }
  | { readonly type: 'exited'; readonly at: number; readonly code: number | null }
  /** It did not become ready in time. */
  | { readonly type: 'slow' }
  | { readonly type: 'rested' }
  | { readonly type: 'stop' }
  /** It did not stop in time. */
  | { readonly type: 'overdue' }

export type Effect =
  | { readonly type: 'launch' }
  /** Asks it to stop. */
  | { readonly type: 'close' }
  | { readonly type: 'kill' }
  | { readonly type: 'died'; readonly restartsIn: number }
  /** The end. `failed` when nobody asked it to stop. */
  | { readonly type: 'gone'; readonly failed: boolean }

/** One alarm at a time; a step replaces it. */
export interface Alarm {
  readonly ms: number
  readonly input: Input & { readonly type: 'slow' | 'rested' | 'overdue' }
}

export interface Step {
  readonly child: Child
  readonly effects: readonly Effect[]
  readonly alarm: Alarm | null
}

export const READY_WITHIN_MS = 30_000
export const STOP_WITHIN_MS = 1_500
export const STABLE_MS = 60_000
export const BACKOFF_MS: readonly number[] = [250, 500, 1_000, 2_000, 4_000]
/** A process that ends with this says that trying again would not help. */
const WRONG_USAGE = 2

const slow: Alarm = { ms: READY_WITHIN_MS, input: { type: 'slow' } }

/** How a child begins. */
export const born: Step = {
  child: { phase: 'starting', restarts: 0, upAt: null },
  effects: [{ type: 'launch' }],
  alarm: slow,
}

/** One step; null where the input means nothing in this phase. */
export function step(child: Child, input: Input): Step | null {
  switch (input.type) {
    case 'ready':
      return child.phase === 'starting'
        ? { child: { ...child, phase: 'up', upAt: input.at }, effects: [], alarm: null }
        : null
    case 'slow':
      return child.phase === 'starting' ? { child, effects: [{ type: 'kill' }], alarm: null } : null
    case 'rested':
      return child.phase === 'resting' ? { ...born, child: { ...child, phase: 'starting' } } : null
    case 'overdue':
      return child.phase === 'stopping' ? { child, effects: [{ type: 'kill' }], alarm: null } : null
    case 'stop':
      return stop(child)
    case 'exited':
      return exited(child, input)
  }
}

const gone = (child: Child, failed: boolean): Step => ({
  child: { ...child, phase: 'gone' },
  effects: [{ type: 'gone', failed }],
  alarm: null,
})

function stop(child: Child): Step | null {
  switch (child.phase) {
    case 'starting':
    case 'up':
      return {
        child: { ...child, phase: 'stopping' },
        effects: [{ type: 'close' }],
        alarm: { ms: STOP_WITHIN_MS, input: { type: 'overdue' } },
      }
    case 'resting':
      return gone(child, false)
    case 'stopping':
    case 'gone':
      return null
  }
}

function exited(child: Child, { at, code }: Input & { type: 'exited' }): Step | null {
  switch (child.phase) {
    case 'stopping':
      return gone(child, false)
    case 'starting':
    case 'up':
      return crashed(child, { at, code })
    case 'resting':
    case 'gone':
      return null
  }
}

/** What never became ready, or says that it is used wrongly, is not tried again. */
function crashed(child: Child, { at, code }: { at: number; code: number | null }): Step {
  const isStable = child.phase === 'up' && child.upAt !== null && at - child.upAt >= STABLE_MS
  const restarts = isStable ? 0 : child.restarts
  const wait = BACKOFF_MS[restarts]
  if (child.upAt === null || code === WRONG_USAGE || wait === undefined) return gone(child, true)
  return {
    child: { ...child, phase: 'resting', restarts: restarts + 1 },
    effects: [{ type: 'died', restartsIn: wait }],
    alarm: { ms: wait, input: { type: 'rested' } },
  }
}
