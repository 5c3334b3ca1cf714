import fc from 'fast-check'

/** The seed of a run: given by the environment to repeat one, else made anew. */
export const seedOf = (variable: string): number => Number(process.env[variable] ?? Date.now() % 1_000_000_000)

/** When to kill: after so many passes since the last time, and so many milliseconds more. The same for the same seed. */
export interface Moment {
  readonly passes: number
  readonly ms: number
}

export function momentsFrom(seed: number, count: number): readonly Moment[] {
  return fc.sample(fc.record({ passes: fc.integer({ min: 1, max: 30 }), ms: fc.integer({ min: 0, max: 30 }) }), {
    seed,
    numRuns: count,
  })
}
