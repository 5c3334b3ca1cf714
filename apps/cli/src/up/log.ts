import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const LARGEST = 4 * 1024 * 1024
const REMEMBERED = 12

/** What a child process says, in a file of its own that never grows beyond twice `LARGEST`. */
export interface Log {
  readonly path: string
  add(chunk: Buffer): void
  /** The last lines since it was opened, for the report when its process dies. */
  lastLines(): readonly string[]
}

/** Opens a log file to append to; the full one becomes `FILE.1`. */
export function openLog(path: string): Log {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let file = openSync(path, 'a', 0o600)
  let size = fstatSync(file).size
  let tail = ''
  const rotate = () => {
    closeSync(file)
    renameSync(path, `${path}.1`)
    file = openSync(path, 'a', 0o600)
    size = 0
  }
  return {
    path,
    add: (chunk) => {
      if (size + chunk.length > LARGEST && size > 0) rotate()
      size += writeSync(file, chunk)
      tail = (tail + chunk.toString('utf8')).slice(-16_000)
    },
    lastLines: () =>
      tail
        .split('\n')
        .filter((text) => text.trim() !== '')
        .slice(-REMEMBERED),
  }
}
