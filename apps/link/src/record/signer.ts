import { createPublicKey, type KeyObject } from 'node:crypto'
import type { CommandOf } from '@boss-deployer/gate'
import { endorse, type Head, keyId, type SignedHead, signHead } from '@boss-deployer/protocol/record'
import { everything, parseEvent, type Store } from '@boss-deployer/store'
import { v7 as uuidv7 } from 'uuid'
import { type Clock, isoTime } from '../clock.ts'
import type { Executor } from '../execute/executor.ts'
import { linkItself } from '../requests/access.ts'
import { SigningKeyError } from './signing-key.ts'

/** Answers for the record. */
export interface Signer {
  sign(head: Head): SignedHead
  /** What whoever checks a head needs. */
  readonly publicKey: { readonly key: string; readonly pem: string }
}

const RECORD = 'record'
const KEY = 'signing key'

/** What the record is told of a key that takes the place of another. */
export type Rotation = CommandOf<'change-key'>['change']

interface Keys {
  readonly privateKey: KeyObject
  /** The key before, where it still is believed and there to say so. */
  readonly formerKey: KeyObject | null
  readonly acceptsKey: string | null
  readonly clock: Clock
}

/**
 * The signer of a store's record. The store keeps its id, and the id of the key that it is signed with: another key is
 * refused unless the change is meant, since whoever checks the record has the public half of the first. A change that
 * is meant is to be recorded (`recordRotation`) before anything is signed.
 * @throws SigningKeyError
 */
export async function openSigner(
  { notes }: Pick<Store, 'notes'>,
  { privateKey, formerKey, acceptsKey, clock }: Keys,
): Promise<{ readonly signer: Signer; readonly rotation: Rotation | null }> {
  const link = await noteOf(notes, RECORD, uuidv7())
  const key = keyId(privateKey)
  const from = await noteOf(notes, KEY, key)
  if (from !== key && acceptsKey !== key) {
    throw new SigningKeyError(
      `this record is signed with the key ${from}, and this link has ${key}: give it the first key back, or start it once with --accept-signing-key ${key} (and --former-signing-key-file with the first, where it is still to be believed) and tell everybody who checks the record`,
    )
  }
  if (from !== key && formerKey && keyId(formerKey) !== from)
    throw new SigningKeyError(`the former key is ${keyId(formerKey)}, but this record is signed with ${from}`)
  const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const told = { record: link, from, key, pem }
  return {
    signer: {
      sign: ({ sequence, hash }) => signHead({ link, sequence, hash, at: isoTime(clock()) }, privateKey),
      publicKey: { key, pem },
    },
    rotation: from === key ? null : { ...told, endorsement: formerKey && endorse(told, formerKey) },
  }
}

interface RotationParts {
  readonly store: Pick<Store, 'notes' | 'search'>
  readonly executor: Pick<Executor, 'execute'>
  readonly clock: Clock
}

/**
 * Writes a change of the key into the record, and then that the record is signed with it. A link that died between the
 * two finds the event, and does not write it again.
 * @throws SigningKeyError
 */
export async function recordRotation(change: Rotation, { store, executor, clock }: RotationParts): Promise<void> {
  const [last] = (await store.search({ ...everything, outcome: 'key-changed' }, null, 1)).events.map(parseEvent)
  if (last?.type !== 'key-changed' || last.key !== change.key || last.from !== change.from) {
    const said = { by: linkItself, at: clock(), requestId: null, press: null }
    const { result } = await executor.execute({ ...said, type: 'change-key', change })
    if (!result.ok) throw new SigningKeyError(`the change of the key is not in the record: ${result.error.message}`)
  }
  if (!(await store.notes.swap(KEY, change.from, change.key)))
    throw new SigningKeyError('another link changed the signing key meanwhile: start this one again')
}

/** A note as it is, or as it is made now, by whoever was first. */
async function noteOf(notes: Store['notes'], name: string, text: string): Promise<string> {
  await notes.swap(name, null, text)
  return (await notes.get(name)) ?? text
}
