export interface WaitView {
  readonly count: number
  /** Half waited no longer; null where nobody waited. */
  readonly medianMs: number | null
  /** 95 of 100 waited no longer. */
  readonly p95Ms: number | null
}

/** Median and 95th percentile by nearest rank, of durations in ms. */
export function summed(waits: readonly number[]): WaitView {
  const sorted = Float64Array.from(waits).sort()
  const rank = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? null
  return { count: sorted.length, medianMs: rank(0.5), p95Ms: rank(0.95) }
}
