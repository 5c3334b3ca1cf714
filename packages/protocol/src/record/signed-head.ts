import { type KeyObject, sign } from 'node:crypto'
import { headBytes, type SignedHead } from '../chain/head.ts'
import { nodeCrypto } from './crypto.ts'
import { keyId } from './key.ts'

export { emptyHead, type Head, readSignedHead, type SignedHead, signedHeadOf, signedHeadText } from '../chain/head.ts'

/** Signs a head with a private Ed25519 key. */
export function signHead(head: Omit<SignedHead, 'signature' | 'key'>, privateKey: KeyObject): SignedHead {
  const named = { ...head, key: keyId(privateKey) }
  return { ...named, signature: sign(null, headBytes(named), privateKey).toString('hex') }
}

/** Whether the holder of this public key's private half signed this head. */
export const isSignedBy = (head: SignedHead, publicKey: KeyObject): boolean =>
  nodeCrypto.isSigned(headBytes(head), head.signature, publicKey)
