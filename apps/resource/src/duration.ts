import * as z from 'zod/mini'

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const MOST_MS = 30 * 86_400_000

/** `90s`, `8h`, `1h30m` as milliseconds; null where it is none, or longer than 30 days. */
export function durationMs(text: string): number | null {
  if (!/^(\d{1,6}[smhd]){1,4}$/.test(text)) return null
  let ms = 0
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+)([smhd])/g)) ms += Number(count) * (unitMs[unit] ?? 0)
  return ms > 0 && ms <= MOST_MS ? ms : null
}

export const duration = z
  .string()
  .check(z.refine((text) => durationMs(text) !== null, 'is not a duration such as 90s, 8h or 1h30m, up to 30d'))

/** How long, for people: the largest two units. */
export function spoken(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const from = parts.findIndex(([count]) => count > 0)
  if (from === -1) return '0 s'
  return parts
    .slice(from, from + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
