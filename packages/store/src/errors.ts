/**
 * - `unavailable`: the engine failed; whether an append that was under way is stored, only the head says.
 * - `held`: another process has the store open.
 * - `damaged`: what is stored is not what was written.
 * - `newer`: a newer release made this store.
 * - `invalid`: a row that no store can hold; a bug of the caller.
 */
export type StoreErrorCode = 'unavailable' | 'held' | 'damaged' | 'newer' | 'invalid'

export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** Another process holds the data folder: a store has one writer. */
export class StoreHeldError extends StoreError {
  readonly folder: string

  constructor(folder: string, options?: ErrorOptions) {
    super('held', `another process uses the data in ${folder}: stop it, or choose another folder`, options)
    this.name = 'StoreHeldError'
    this.folder = folder
  }
}

/** What is stored is not what was written. It is never repaired by guessing: a copy has to be put back. */
export class StoreDamagedError extends StoreError {
  constructor(message: string, options?: ErrorOptions) {
    super('damaged', message, options)
    this.name = 'StoreDamagedError'
  }
}

/** A newer release made this store. An older one would not understand what it reads. */
export class StoreNewerError extends StoreError {
  readonly schema: number
  readonly known: number

  constructor(where: string, schema: number, known: number) {
    super('newer', `${where} has schema ${schema}, this release knows up to ${known}: use the newer release`)
    this.name = 'StoreNewerError'
    this.schema = schema
    this.known = known
  }
}
