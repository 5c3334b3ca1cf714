import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { limits } from '@boss-deployer/protocol'
import { plain } from '../terminal/plain.ts'

const DEADLINE_MS = 10_000
/** All lines together, in bytes: a message to the link holds twice as much. */
const MOST_BYTES = 32 * 1024
const COMMIT = /^[0-9a-f]{7,64}$/i

/** What a changelog is made of: one line a commit, newest first; or why there is none. */
export type Changelog =
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly why: string }

const none = (why: string): Changelog => ({ ok: false, why })

/** The commits after `from` up to and including `to`, as git in this folder knows them. Nothing but commit ids reaches git. */
export async function readChangelog(folder: string, from: string, to: string): Promise<Changelog> {
  if (!COMMIT.test(from) || !COMMIT.test(to)) return none('git is only asked about commits named by 7 to 64 hex digits')
  const range = ['log', '--no-color', '--no-show-signature', '--format=%h %s', `--max-count=${limits.changelog}`]
  try {
    const { stdout } = await promisify(execFile)('git', [...range, `${from}..${to}`, '--'], {
      cwd: folder,
      timeout: DEADLINE_MS,
      maxBuffer: 8 * 1024 * 1024,
    })
    return { ok: true, lines: bounded(stdout) }
  } catch (error) {
    const said = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : ''
    return none(`git does not know ${from}..${to}: ${said}`)
  }
}

/** As many lines as a message may have, each harmless and cut to its bound. */
function bounded(text: string): readonly string[] {
  const lines: string[] = []
  let bytes = 0
  for (const each of text.split('\n').filter((it) => it !== '')) {
    const safe = plain(each, limits.changelogLine)
    bytes += Buffer.byteLength(safe)
    if (bytes > MOST_BYTES) break
    lines.push(safe)
  }
  return lines
}
