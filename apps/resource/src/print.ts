import { writeSync } from 'node:fs'

/**
 * Writes all of a text to standard output or error, without the streams of Node.js: making them takes longer than all
 * that is said on them. A reader that is full for the moment is waited for; one that is gone is not.
 */
export function print(fd: 1 | 2, text: string): void {
  let rest: Uint8Array = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
