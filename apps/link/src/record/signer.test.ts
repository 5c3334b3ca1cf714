import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { isEndorsedBy, isSignedBy, keyId } from '@boss-deployer/protocol/record'
import { memoryStore, parseEvent, type Store } from '@boss-deployer/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Executor, startExecutor } from '../execute/executor.ts'
import { openSigner, recordRotation } from './signer.ts'
import { SigningKeyError } from './signing-key.ts'

const [first, second, third] = [1, 2, 3].map(() => generateKeyPairSync('ed25519').privateKey)
if (!first || !second || !third) throw new Error('three keys')

let store: Store
let executor: Executor
const clock = () => 1_800_000_000_000
const onError = (error: unknown) => {
  throw error
}
beforeEach(async () => {
  store = memoryStore()
  executor = await startExecutor({ store, clock, publish: () => undefined, onError })
  await opened(first)
})
afterEach(() => executor.close())

const opened = (privateKey: typeof first, { former = null as typeof first | null, accepts = false } = {}) =>
  openSigner(store, { privateKey, formerKey: former, acceptsKey: accepts ? keyId(privateKey) : null, clock })
const changes = async () =>
  (await store.history(0, 99)).map(parseEvent).flatMap((event) => (event.type === 'key-changed' ? [event] : []))

test('a key that was changed is in the record, by the word of the one before, and signs from then on', async () => {
  const { signer, rotation } = await opened(second, { former: first, accepts: true })
  if (!rotation) throw new Error('the key is another')
  await recordRotation(rotation, { store, executor, clock })
  const [event] = await changes()
  expect(event).toMatchObject({ gate: 'root', from: keyId(first), key: keyId(second), by: { id: 'link' } })
  expect(event && isEndorsedBy(event, createPublicKey(first))).toBe(true)
  const head = signer.sign(await store.head())
  expect(isSignedBy(head, createPublicKey(event?.pem ?? ''))).toBe(true)
  expect(head.link).toBe(event?.record)
  expect(await opened(second)).toMatchObject({ rotation: null })
  await expect(opened(first)).rejects.toThrow(SigningKeyError)
})

test('without the key before, the record says that it gave no word', async () => {
  const { rotation } = await opened(second, { accepts: true })
  if (!rotation) throw new Error('the key is another')
  await recordRotation(rotation, { store, executor, clock })
  expect(await changes()).toMatchObject([{ key: keyId(second), endorsement: null }])
})

test('another key is refused where nobody said so, and a former key that the record never had', async () => {
  await expect(opened(second)).rejects.toThrow(`--accept-signing-key ${keyId(second)}`)
  await expect(opened(second, { former: third, accepts: true })).rejects.toThrow(`the former key is ${keyId(third)}`)
  expect(await changes()).toEqual([])
})

test('a link that dies in between writes the change once', async () => {
  const { rotation } = await opened(second, { former: first, accepts: true })
  if (!rotation) throw new Error('the key is another')
  const dead = { ...store.notes, swap: () => Promise.reject(new Error('killed')) }
  const dying = { ...store, notes: dead }
  await expect(recordRotation(rotation, { store: dying, executor, clock })).rejects.toThrow('killed')
  const again = await opened(second, { accepts: true })
  if (!again.rotation) throw new Error('the key is another still')
  await recordRotation(again.rotation, { store, executor, clock })
  expect(await changes()).toHaveLength(1)
  expect(await opened(second)).toMatchObject({ rotation: null })
})

test('a key that comes back is a change as well', async () => {
  for (const [key, former] of [
    [second, first],
    [first, second],
  ] as const) {
    const { rotation } = await opened(key, { former, accepts: true })
    if (rotation) await recordRotation(rotation, { store, executor, clock })
  }
  expect((await changes()).map(({ key }) => key)).toEqual([keyId(second), keyId(first)])
})
