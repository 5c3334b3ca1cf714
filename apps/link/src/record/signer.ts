import { createPublicKey, type KeyObject } from 'node:crypto'
import { type Head, keyId, type SignedHead, signHead } from '@boss-deployer/protocol/record'
import type { Store } from '@boss-deployer/store'
import { v7 as uuidv7 } from 'uuid'
import { type Clock, isoTime } from '../clock.ts'
import { SigningKeyError } from './signing-key.ts'

/** Answers for the record. */
export interface Signer {
  sign(head: Head): SignedHead
  /** What whoever checks a head needs. */
  readonly publicKey: { readonly key: string; readonly pem: string }
}

const RECORD = 'record'
const KEY = 'signing key'

/**
 * The signer of a store's record. The store keeps its id, and the id of the key that it is signed with: another key is
 * refused unless the change is meant, since whoever checks the record has the public half of the first.
 * @throws SigningKeyError
 */
export async function openSigner(
  { notes }: Pick<Store, 'notes'>,
  { privateKey, acceptsKey, clock }: { privateKey: KeyObject; acceptsKey: string | null; clock: Clock },
): Promise<Signer> {
  const link = await noteOf(notes, RECORD, uuidv7())
  const key = keyId(privateKey)
  const known = await noteOf(notes, KEY, key)
  if (known !== key && !(acceptsKey === key && (await notes.swap(KEY, known, key)))) {
    throw new SigningKeyError(
      `this record is signed with the key ${known}, and this link has ${key}: give it the first key back, or start it once with --accept-signing-key ${key} and tell everybody who checks the record`,
    )
  }
  const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  return {
    sign: ({ sequence, hash }) => signHead({ link, sequence, hash, at: isoTime(clock()) }, privateKey),
    publicKey: { key, pem },
  }
}

/** A note as it is, or as it is made now, by whoever was first. */
async function noteOf(notes: Store['notes'], name: string, text: string): Promise<string> {
  await notes.swap(name, null, text)
  return (await notes.get(name)) ?? text
}
