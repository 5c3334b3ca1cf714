import { readSync } from 'node:fs'
import type { Result } from '@boss-deployer/client/rest'

/** More than any pipeline says; a stream without an end must not fill the memory. */
const LARGEST = 1024 * 1024

const tooLarge = { ok: false, error: `standard input is larger than ${LARGEST} bytes` } as const

function fromJson(chunks: readonly Uint8Array[]): Result<unknown, string> {
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown }
  } catch {
    return { ok: false, error: 'standard input is not JSON' }
  }
}

/** What Concourse says on standard input, once it is closed. Read in one go: a stream takes longer to make than to read. */
export async function readStdin(): Promise<Result<unknown, string>> {
  const chunks: Uint8Array[] = []
  const buffer = Buffer.alloc(64 * 1024)
  try {
    for (let size = 0; ; ) {
      const count = readSync(0, buffer, 0, buffer.length, null)
      if (count === 0) return fromJson(chunks)
      chunks.push(Uint8Array.prototype.slice.call(buffer, 0, count))
      size += count
      if (size > LARGEST) return tooLarge
    }
  } catch (error) {
    const isNotThereYet = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
    return isNotThereYet ? readStream(chunks, process.stdin) : { ok: false, error: 'standard input cannot be read' }
  }
}

/** For a standard input that does not block its reader. */
async function readStream(chunks: Uint8Array[], stream: AsyncIterable<Uint8Array>): Promise<Result<unknown, string>> {
  let size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  for await (const chunk of stream) {
    chunks.push(chunk)
    size += chunk.length
    if (size > LARGEST) return tooLarge
  }
  return fromJson(chunks)
}
