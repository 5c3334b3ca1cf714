import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'

/** The key with which a link signs its heads cannot be used. The message says what to do. */
export class SigningKeyError extends Error {}

export interface KeySource {
  /** PEM text, from the environment. */
  readonly pem: string | null
  /** A file that somebody else made. */
  readonly file: string | null
  /** The link's own file, made when there is none. */
  readonly ownFile: string
}

/** The private Ed25519 key of this link: given as text or file, else its own, made at the first start (mode 600). */
export function readSigningKey({ pem, file, ownFile }: KeySource): KeyObject {
  if (pem !== null) return keyOf(pem, 'BOSS_SIGNING_KEY')
  if (file !== null) return keyOf(textOf(file), file)
  if (!existsSync(ownFile)) makeFile(ownFile)
  chmodSync(ownFile, 0o600)
  return keyOf(textOf(ownFile), ownFile)
}

/** The key before, for its word that the new one takes its place; null where none is given. */
export const readFormerKey = (file: string | null): KeyObject | null =>
  file === null ? null : keyOf(textOf(file), file)

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new SigningKeyError(
      `the signing key cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function keyOf(pem: string, where: string): KeyObject {
  const key = privateKeyOf(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new SigningKeyError(`${where} holds no Ed25519 key in PEM: openssl genpkey -algorithm ed25519 makes one`)
}

function privateKeyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

/** On disk before it is used: a head that was signed by a key which a power cut took away could never be checked. */
function makeFile(file: string): void {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, pem.toString())
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
