import { open, rename, rm } from 'node:fs/promises'

/** Writes a file from what comes. It appears whole under its name or not at all, also when the power fails. */
export async function writeWhole(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const part = `${path}.${process.pid}.part`
  try {
    const file = await open(part, 'wx', 0o600)
    try {
      for await (const chunk of chunks) await file.writeFile(chunk)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } finally {
    await rm(part, { force: true })
  }
}
