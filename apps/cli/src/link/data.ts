import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { field, parseRecord } from '../words/record.ts'

/** The data folder: as told, else BOSS_DATA, else where this user's programs keep their data. */
export function dataFolder(told: string | undefined, env: NodeJS.ProcessEnv): string {
  const wanted = told || env.BOSS_DATA
  if (wanted) return resolve(wanted)
  const home = env.XDG_DATA_HOME
  // The specification ignores a relative path: https://specifications.freedesktop.org/basedir-spec/latest/
  return join(home && isAbsolute(home) ? home : join(homedir(), '.local', 'share'), 'boss-deployer')
}

export const tokenFileOf = (data: string): string => join(data, 'tokens.json')

/** Which token of the token file a command needs. */
export type Holder = 'operator' | 'pipeline'

export interface Tokens {
  readonly url: string
  readonly operator: string
  readonly pipeline: string
}

/** What `boss up` or `boss link` left in the data folder; null where there is nothing or it cannot be read. */
export function readTokens(data: string): Tokens | null {
  try {
    const record = parseRecord(readFileSync(tokenFileOf(data), 'utf8'))
    const [url, operator, pipeline] = ['url', 'operator', 'pipeline'].map((name) => field(record, name))
    return url && operator && pipeline ? { url, operator, pipeline } : null
  } catch {
    return null
  }
}
