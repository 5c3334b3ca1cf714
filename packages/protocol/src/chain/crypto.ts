/** What checking a record needs of cryptography: of Node.js, or of a browser. `Key` is a public Ed25519 key. */
export interface RecordCrypto<Key> {
  /** Hex. */
  readonly sha256: (bytes: Uint8Array) => string
  /** The key in a PEM text; null when the text is something else, or a private key. */
  readonly readKey: (pem: string) => Key | null
  /** What a key is called: the first 16 bytes, hex, of the SHA-256 of its public half (SPKI, DER). */
  readonly keyId: (key: Key) => string
  /** Whether this is the Ed25519 signature, hex, of these bytes. */
  readonly isSigned: (bytes: Uint8Array, signature: string, key: Key) => boolean
}
