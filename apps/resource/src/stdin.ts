import { Buffer } from 'node:buffer'
import type { Result } from '@boss-deployer/client/rest'

/** More than any pipeline says; a stream without an end must not fill the memory. */
const LARGEST = 1024 * 1024

/** What Concourse says on standard input, once it is closed. */
export async function readStdin(stream: AsyncIterable<Buffer | string>): Promise<Result<unknown, string>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    chunks.push(bytes)
    size += bytes.length
    if (size > LARGEST) return { ok: false, error: `standard input is larger than ${LARGEST} bytes` }
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown }
  } catch {
    return { ok: false, error: 'standard input is not JSON' }
  }
}
