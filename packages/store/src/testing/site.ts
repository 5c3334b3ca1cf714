import { afterEach, beforeEach } from 'vitest'
import type { Store } from '../store.ts'

/** A kind of store that the contract is held against. */
export interface Subject {
  readonly name: string
  readonly capabilities: {
    /** What it holds is there again after it was closed and opened. */
    readonly keepsAfterClose: boolean
    /** Several processes may have it open. */
    readonly isShared: boolean
  }
  /** A new, empty place for a store. */
  makePlace(): Promise<Place>
}

export interface Place {
  open(): Promise<Store>
  remove(): Promise<void>
}

/** The store of the test that runs now. */
export interface Site {
  readonly store: Store
  readonly capabilities: Subject['capabilities']
  /** Closes the store and opens it again. */
  reopen(): Promise<Store>
}

/** Gives each test of the surrounding `describe` its own empty store. */
export function siteOf(subject: Subject): Site {
  let place: Place | null = null
  let store: Store | null = null

  beforeEach(async () => {
    place = await subject.makePlace()
    store = await place.open()
  })
  afterEach(async () => {
    await store?.close()
    await place?.remove()
  })

  return {
    capabilities: subject.capabilities,
    get store() {
      if (!store) throw new Error('there is a store only while a test runs')
      return store
    },
    async reopen() {
      if (!place) throw new Error('there is a place only while a test runs')
      await this.store.close()
      store = await place.open()
      return store
    },
  }
}
