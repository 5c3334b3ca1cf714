/** Some issuers publish a chain of certificates with each key; none comes near this. */
const LARGEST_BYTES = 256 * 1024

/** What an issuer answered, up to 256 KB. */
export async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > LARGEST_BYTES) throw new Error(`the answer is larger than ${LARGEST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
