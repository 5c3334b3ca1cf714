import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** What a signing key is called: the first 16 bytes, hex, of the SHA-256 of its public half (SPKI, DER). */
export function keyId(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key
  const der = half.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 32)
}

/** The public half of an Ed25519 key from its PEM text; null when the text is something else, or a private key. */
export function readPublicKey(pem: string): KeyObject | null {
  if (pem.includes('PRIVATE KEY')) return null
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}
