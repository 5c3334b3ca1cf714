import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type Contents, readContents, shortest, withRecord } from './contents.ts'
import { type JournalRecord, lineOf } from './record.ts'

/** Presses that wait for the link, and boot counters: appended, and on the disk before anything follows from it. */
export interface Journal {
  /** What was there at the start. */
  readonly found: Contents
  /** Lines that could not be read at the start: torn by a power cut, or spoiled. */
  readonly spoiled: number
  /** Resolves when the record is on the disk. */
  append(record: JournalRecord): Promise<void>
  close(): Promise<void>
}

/** A longer journal is written anew with what still counts. */
const LONGEST_BYTES = 64 * 1024

/** Opens the journal in this folder, and writes it anew at once: behind a torn end nothing could be appended. */
export async function openJournal(folder: string, longestBytes = LONGEST_BYTES): Promise<Journal> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'journal')
  const { contents: found, spoiled } = readContents(await textOf(path))
  let contents = found
  let { file, length } = await writeAnew(folder, path, contents)
  let last: Promise<void> = Promise.resolve()

  async function write(record: JournalRecord): Promise<void> {
    const line = lineOf(record)
    if (length + Buffer.byteLength(line) > longestBytes) await compact()
    await file.appendFile(line)
    await file.datasync()
    length += Buffer.byteLength(line)
    contents = withRecord(contents, record)
  }

  async function compact(): Promise<void> {
    const old = file
    ;({ file, length } = await writeAnew(folder, path, contents))
    await old.close()
  }

  return {
    found,
    spoiled,
    append(record) {
      const done = last.then(() => write(record))
      // One that failed, a full disk, must not stop the next: a half line before it is told by its checksum.
      last = done.catch(() => compact().catch(() => {}))
      return done
    },
    async close() {
      await last
      await file.close()
    },
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** The new file takes the place of the old one only when it is whole and on the disk. */
async function writeAnew(
  folder: string,
  path: string,
  contents: Contents,
): Promise<{ file: FileHandle; length: number }> {
  const text = shortest(contents)
  const draft = `${path}.new`
  const file = await open(draft, 'w', 0o600)
  await file.writeFile(text)
  await file.sync()
  await rename(draft, path)
  const handle = await open(folder, 'r')
  await handle.sync()
  await handle.close()
  return { file, length: Buffer.byteLength(text) }
}
