import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivate } from '../up/private-file.ts'
import { field, parseRecord } from '../words/record.ts'

/** What `boss login` keeps: who one is at one link. */
export interface SignIn {
  readonly url: string
  readonly token: string
}

const folderOf = (data: string): string => join(data, 'sign-ins')

const nameOf = (url: string): string => new URL(url).href.replace(/\/+$/, '')

const fileOf = (data: string, url: string): string =>
  join(folderOf(data), `${createHash('sha256').update(nameOf(url)).digest('hex').slice(0, 32)}.json`)

/** Keeps it in a file of its own for each link, which only this user may read. */
export const keepSignIn = (data: string, { url, token }: SignIn): void =>
  writePrivate(fileOf(data, url), { url: nameOf(url), token })

/** False where there was none. */
export function forgetSignIn(data: string, url: string): boolean {
  const isThere = readSignIn(data, url) !== null
  rmSync(fileOf(data, url), { force: true })
  return isThere
}

/** Who one is at this link and no other; null where nobody signed in or the file cannot be read. */
export function readSignIn(data: string, url: string): SignIn | null {
  const found = URL.canParse(url) ? readFile(fileOf(data, url)) : null
  return found?.url === nameOf(url) ? found : null
}

/** The links at which somebody is signed in. */
export function signedInAt(data: string): readonly string[] {
  try {
    const files = readdirSync(folderOf(data)).filter((name) => name.endsWith('.json'))
    return files.flatMap((name) => readFile(join(folderOf(data), name))?.url ?? []).toSorted()
  } catch {
    return []
  }
}

function readFile(path: string): SignIn | null {
  try {
    const record = parseRecord(readFileSync(path, 'utf8'))
    const [url, token] = [field(record, 'url'), field(record, 'token')]
    return url && token && URL.canParse(url) ? { url, token } : null
  } catch {
    return null
  }
}
