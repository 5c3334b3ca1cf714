import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../config.ts'

/** When a process was started, where /proc tells it: a process id alone may be used again. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

const ownMark = () => `${process.pid} ${startOf(process.pid)}`

function isHeld(mark: string): boolean {
  const pid = Number(mark.split(' ')[0])
  if (!Number.isInteger(pid) || pid < 1 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return mark === `${pid} ${startOf(pid)}`
}

/**
 * Takes a folder for this process; the answer gives it back. Two servers on one journal would lose each other's presses.
 * A holder that died without a word is noticed. Throws a UsageError when another process has the folder.
 */
export function claimFolder(folder: string): () => void {
  const path = join(folder, 'holder')
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, ownMark(), { flag: 'wx', mode: 0o600 })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const mark = readMark(path)
    if (isHeld(mark)) throw new UsageError(`${folder} is used by another server, process ${mark.split(' ')[0]}`)
    rmSync(path, { force: true })
  }
  throw new UsageError(`${folder} is being taken by another server`)
}

function readMark(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
