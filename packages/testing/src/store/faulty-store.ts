import type { Result } from '@boss-deployer/gate'
import type { Appended, Batch, Store, VersionConflict } from '@boss-deployer/store'
import { StoreError } from '@boss-deployer/store'

/**
 * What goes wrong with an append.
 * - `refused`: nothing is written, and it says so.
 * - `unknown`: everything is written, and it fails all the same, as when the answer is lost.
 * - `overtaken`: another writer appends first.
 */
export type AppendFault = 'refused' | 'unknown' | 'overtaken'

export interface FaultyStore extends Store {
  /** Faults of the next appends, one each. */
  readonly faults: AppendFault[]
  /** How many appends reached the store, and how many events each held. */
  readonly appends: number[]
}

/** A real store whose appends fail when they are told to. */
export function faultyStore(store: Store, overtake: () => Batch = emptyBatch): FaultyStore {
  const faults: AppendFault[] = []
  const appends: number[] = []
  return { ...store, faults, appends, append }

  async function append(expected: number, batch: Batch): Promise<Result<Appended, VersionConflict>> {
    const fault = faults.shift()
    if (fault === 'refused') throw new StoreError('unavailable', 'the disk is full')
    if (fault === 'overtaken') await store.append(expected, overtake())
    const appended = await store.append(expected, batch)
    if (appended.ok) appends.push(batch.events.length)
    if (fault === 'unknown') throw new StoreError('unavailable', 'the answer was lost')
    return appended
  }
}

const emptyBatch = (): Batch => ({ events: [], gates: [], locks: [], presses: [], contexts: [] })
