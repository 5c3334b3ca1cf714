import { createHash, type KeyObject, verify } from 'node:crypto'
import type { RecordCrypto } from '../chain/crypto.ts'
import { keyId, readPublicKey } from './key.ts'

/** By Node.js. */
export const nodeCrypto: RecordCrypto<KeyObject> = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  readKey: readPublicKey,
  keyId,
  isSigned: (bytes, signature, key) => verify(null, bytes, key, Buffer.from(signature, 'hex')),
}
