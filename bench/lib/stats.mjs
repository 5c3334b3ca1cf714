export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}

export const p50 = (values) => percentile(values, 0.5)
export const p99 = (values) => percentile(values, 0.99)

export const round = (value, digits = 3) => Number(value.toFixed(digits))

/** A figure beside its floor: the ratio is what counts, since both ran in the same minute on the same machine. */
export function beside(name, { product, floor, unit, target, isHigherBetter = false }) {
  const ratio = product / floor
  const isMet = target === undefined ? null : isHigherBetter ? ratio >= target : ratio <= target
  return {
    name,
    product: round(product),
    floor: round(floor),
    unit,
    ratio: round(ratio, 2),
    target: target ?? null,
    met: isMet,
  }
}
