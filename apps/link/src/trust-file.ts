import { readFileSync } from 'node:fs'
import { noTrust, parseTrust, type Trust } from './auth/workload/trust.ts'

/** The trust file is not as it should be: told in full to a person before anything has begun. */
export class TrustFileError extends Error {}

/** Reads a trust file; without one nobody is trusted. Throws a TrustFileError that names all that is wrong. */
export function readTrust(file: string | null): Trust {
  if (file === null) return noTrust
  const parsed = parseTrust(textOf(file))
  if (parsed.ok) return parsed.value
  throw new TrustFileError([`${file} is no trust file:`, ...parsed.error.map((line) => `  ${line}`)].join('\n'))
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new TrustFileError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
