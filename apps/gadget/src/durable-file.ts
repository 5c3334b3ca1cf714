import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs'

/** Writes the whole of a file, and it is on the disk when this returns. For its owner alone. */
export function writeDurably(path: string, contents: string | Uint8Array): void {
  const file = openSync(path, 'w', 0o600)
  try {
    writeFileSync(file, contents)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
