/** Milliseconds since 1970. Held by tests. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

export const isoTime = (at: number): string => new Date(at).toISOString()
export const isoTimeOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at))
