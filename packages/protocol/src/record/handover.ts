import { type KeyObject, sign } from 'node:crypto'
import { type Handover, handoverBytes, isHandedOver, keyNamed, type Told } from '../chain/handover.ts'
import { nodeCrypto } from './crypto.ts'

export { type Handover, handoverIn } from '../chain/handover.ts'

/** The word of the key before, by its private half. */
export const endorse = (told: Told, former: KeyObject): string =>
  sign(null, handoverBytes(told), former).toString('hex')

/** Whether the holder of this public key's private half handed over to the new key. */
export const isEndorsedBy = (handover: Handover, former: KeyObject): boolean =>
  isHandedOver(handover, former, nodeCrypto)

/** The public key that is handed over to; null where the text is none, or not the one that is named. */
export const keyOfHandover = (named: Pick<Handover, 'key' | 'pem'>): KeyObject | null => keyNamed(named, nodeCrypto)
