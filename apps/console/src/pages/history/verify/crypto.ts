import type { RecordCrypto } from '@boss-deployer/protocol/chain'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

/** A public Ed25519 key: its 32 bytes, and what is written before them in SPKI (RFC 8410). */
export interface BrowserKey {
  readonly raw: Uint8Array
  readonly id: string
}

const SPKI_BEGIN = '302a300506032b6570032100'
const SPKI_BYTES = 44
const PEM = /^\s*-----BEGIN PUBLIC KEY-----\s*([A-Za-z0-9+/=\s]{1,200})-----END PUBLIC KEY-----\s*$/

const idOf = (der: Uint8Array): string => bytesToHex(sha256(der)).slice(0, 32)

function derIn(pem: string): Uint8Array | null {
  const text = PEM.exec(pem)?.[1]?.replaceAll(/\s/g, '')
  if (text === undefined) return null
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

function isSigned(bytes: Uint8Array, signature: string, { raw }: BrowserKey): boolean {
  try {
    return ed25519.verify(hexToBytes(signature), bytes, raw, { zip215: false })
  } catch {
    return false
  }
}

/**
 * In a browser, without WebCrypto: it is missing where the page came over plain http, and its digests cost a turn of the
 * event loop each.
 */
export const browserCrypto: RecordCrypto<BrowserKey> = {
  sha256: (bytes) => bytesToHex(sha256(bytes)),
  readKey(pem) {
    const der = derIn(pem)
    if (der?.length !== SPKI_BYTES || !bytesToHex(der).startsWith(SPKI_BEGIN)) return null
    return { raw: der.slice(-32), id: idOf(der) }
  },
  keyId: ({ id }) => id,
  isSigned,
}
