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

// The last moment a Date can hold. https://tc39.es/ecma262/#sec-time-values-and-time-range
const LAST_MS = 8.64e15

/** A time in an event, milliseconds; null where there is none. */
export function timeIn(event: EventView, field: string): number | null {
  const value: unknown = event[field]
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Math.abs(ms) <= LAST_MS ? ms : null
}

/** A number in an event; null where there is none. */
export function numberIn(event: EventView, field: string): number | null {
  const value: unknown = event[field]
  return typeof value === 'number' ? value : null
}

const isRecord = (it: unknown): it is Readonly<Record<string, unknown>> => typeof it === 'object' && it !== null

/** A list of objects in an event; empty where there is none. */
export function recordsIn(event: EventView, field: string): readonly Readonly<Record<string, unknown>>[] {
  const value: unknown = event[field]
  return Array.isArray(value) ? value.filter(isRecord) : []
}
