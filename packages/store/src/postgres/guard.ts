import { DatabaseError } from 'pg'
import { StoreDamagedError, StoreError } from '../errors.ts'

/** Runs what uses the server; what goes wrong comes out as a `StoreError`. */
export type Guard = <T>(use: () => Promise<T>) => Promise<T>

/** `isOpen` says whether the store can still be used. */
export function guardOf(isOpen: () => boolean): Guard {
  return async (use) => {
    if (!isOpen()) throw new StoreError('unavailable', 'the store is closed')
    try {
      return await use()
    } catch (error) {
      throw storeErrorOf(error)
    }
  }
}

/**
 * What an error means. Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: 22 data, 23
 * constraint, XX damage. Anything else, and any error of the connection, leaves open whether it was stored.
 */
export function storeErrorOf(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const message = `PostgreSQL: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`
  const kind = cause instanceof DatabaseError ? (cause.code ?? '').slice(0, 2) : ''
  if (kind === '22' || kind === '23') return new StoreError('invalid', message, { cause })
  if (kind === 'XX') return new StoreDamagedError(`${message}: put a copy back`, { cause })
  return new StoreError('unavailable', message, { cause })
}
