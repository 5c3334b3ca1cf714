/** A value, or why there is none. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/** A result that is a value. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value })
/** A result that is an error. */
export const fail = <E>(error: E): Result<never, E> => ({ ok: false, error })
