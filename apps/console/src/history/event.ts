import type { EventView } from '../view/view.ts'

/** A text in an event; null where there is none. */
export function textIn(event: EventView, field: string): string | null {
  const value: unknown = event[field]
  return typeof value === 'string' ? value : null
}

/** A list of texts in an event; empty where there is none. */
export function textsIn(event: EventView, field: string): readonly string[] {
  const value: unknown = event[field]
  return Array.isArray(value) ? value.filter((it) => typeof it === 'string') : []
}

/** A time in an event, milliseconds; null where there is none. */
export function timeIn(event: EventView, field: string): number | null {
  const value: unknown = event[field]
  if (typeof value === 'number') return value
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(parsed) ? null : parsed
}
