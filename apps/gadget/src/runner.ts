import type { Clock } from './clock.ts'
import { type Deed, type GadgetState, type Input, initialState, type Post, type Self } from './core/state.ts'
import { dueAt, step } from './core/step.ts'

/** Carries a message to the server and tells how it went. */
export type Deliver = (post: Post) => Promise<number | 'reset' | 'failed'>

export interface GadgetParts {
  readonly self: Self
  readonly clock: Clock
  readonly deliver: Deliver
}

/** A gadget that runs: the core, its time and its way out. */
export interface Gadget {
  state(): GadgetState
  now(): number
  /** Switches it on: from now on it looks for its server. */
  start(): void
  /** Puts something in; tells the status for a message that arrived and what a button did. */
  put(input: Input): { readonly status: number | null; readonly deed: Deed | null }
  /** Calls after every change; the answer stops it. */
  onChange(listener: () => void): () => void
  stop(): void
}

/** A gadget that is not switched on yet. */
export function newGadget({ self, clock, deliver }: GadgetParts): Gadget {
  let state = initialState(self, clock.now())
  let cancel = () => {}
  let isStopped = false
  const isOn = () => !isStopped
  const listeners = new Set<() => void>()

  function put(input: Input) {
    const { state: next, output } = step(state, input, clock.now())
    state = next
    for (const post of output.posts) void send(post)
    cancel()
    if (!isStopped) cancel = clock.after(Math.max(0, dueAt(state) - clock.now()), () => put({ type: 'tick' }))
    for (const listener of listeners) listener()
    return { status: output.status, deed: output.deed }
  }

  async function send(post: Post) {
    if (!isOn()) return
    const outcome = await deliver(post)
    if (isOn()) put({ type: 'posted', path: post.path, outcome })
  }

  return {
    state: () => state,
    now: () => clock.now(),
    start: () => void put({ type: 'tick' }),
    put,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      isStopped = true
      cancel()
    },
  }
}
