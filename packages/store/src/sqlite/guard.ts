import { StoreDamagedError, StoreError } from '../errors.ts'
import { resultCodeOf, SQLITE_CONSTRAINT, SQLITE_CORRUPT, SQLITE_NOTADB } from './engine.ts'

/** Runs what uses the engine; what the engine throws comes out as a `StoreError`. */
export type Guard = <T>(use: () => T | Promise<T>) => Promise<T>

/** `isOpen` says whether the database can still be used. */
export function guardOf(isOpen: () => boolean): Guard {
  return async (use) => {
    if (!isOpen()) throw new StoreError('unavailable', 'the store is closed')
    try {
      return await use()
    } catch (error) {
      throw storeErrorOf(error) ?? error
    }
  }
}

/** What an error of the engine means, said of `what`; null when the engine did not throw it. */
export function storeErrorOf(cause: unknown, what = 'the store'): StoreError | null {
  if (cause instanceof StoreError) return cause
  const message = `${what}: ${cause instanceof Error ? cause.message : String(cause)}`
  switch (resultCodeOf(cause)) {
    case null:
      return null
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new StoreDamagedError(`${message}: put a copy back`, { cause })
    case SQLITE_CONSTRAINT:
      return new StoreError('invalid', message, { cause })
    default:
      return new StoreError('unavailable', message, { cause })
  }
}
