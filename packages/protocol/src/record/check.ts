import type { KeyObject } from 'node:crypto'
import * as chain from '../chain/check.ts'
import type { FollowOptions } from '../chain/follow.ts'
import { nodeCrypto } from './crypto.ts'

export type { Break } from '../chain/follow.ts'
export type Checked = chain.Checked<KeyObject>
export type KeyChange = chain.KeyChange<KeyObject>
export type RecordCheck = chain.RecordCheck<KeyObject>

/** Checks the record as it comes, an event a line, without keeping it: as `checkRecord` of the chain, by Node.js. */
export const checkRecord = (against: Partial<FollowOptions<KeyObject>> = {}): RecordCheck =>
  chain.checkRecord(nodeCrypto, against)
