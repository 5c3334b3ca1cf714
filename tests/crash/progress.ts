/** Counts what happens, and lets somebody wait for the next so many. */
export interface Progress {
  readonly count: () => void
  readonly next: (more: number) => Promise<void>
}

export function progress(): Progress {
  let counted = 0
  let waiting: { readonly at: number; readonly resolve: () => void } | null = null
  return {
    count() {
      counted += 1
      if (waiting && counted >= waiting.at) waiting.resolve()
    },
    next: (more) =>
      new Promise((resolve) => {
        waiting = { at: counted + more, resolve }
      }),
  }
}
