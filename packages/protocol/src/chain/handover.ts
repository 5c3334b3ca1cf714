import type { RecordCrypto } from './crypto.ts'
import { bytesOf } from './text.ts'

/** What the record says of a key that takes the place of another. */
export interface Handover {
  /** The record's own id. */
  readonly record: string
  /** The ids of the keys. */
  readonly from: string
  readonly key: string
  /** The public half of the new key, PEM. */
  readonly pem: string
  /** Ed25519 by the key before, hex; null where that key gave no word. */
  readonly endorsement: string | null
}

export type Told = Omit<Handover, 'endorsement'>

/** Before what is signed, so that a signature of a handover is a signature of nothing else. */
const DOMAIN = 'boss-key-1\n'

/** What the key before signs. */
export const handoverBytes = ({ record, from, key, pem }: Told): Uint8Array =>
  bytesOf(`${DOMAIN}${JSON.stringify({ from, key, pem, record })}`)

/** Whether the holder of this public key's private half handed over to the new key. */
export const isHandedOver = <Key>(
  { endorsement, ...told }: Handover,
  former: Key,
  { isSigned }: RecordCrypto<Key>,
): boolean => endorsement !== null && isSigned(handoverBytes(told), endorsement, former)

/** The public key that is handed over to; null where the text is none, or not the one that is named. */
export function keyNamed<Key>({ key, pem }: Pick<Handover, 'key' | 'pem'>, crypto: RecordCrypto<Key>): Key | null {
  const found = crypto.readKey(pem)
  return found !== null && crypto.keyId(found) === key ? found : null
}

/** A handover from an event of the record; null where the event is about something else. */
export function handoverIn(event: { readonly [name: string]: unknown }): Handover | null {
  const { type, record, from, key, pem, endorsement } = event
  if (type !== 'key-changed' || typeof record !== 'string' || typeof from !== 'string') return null
  if (typeof key !== 'string' || typeof pem !== 'string') return null
  return { record, from, key, pem, endorsement: typeof endorsement === 'string' ? endorsement : null }
}
