import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { field, isRecord, type JsonRecord, numberField, parseRecord } from '../words/record.ts'

/** A process, told from a later one that got the same number. */
interface Pid {
  readonly pid: number
  readonly born: string
}

/** What runs here, in the file that holds the folder: other commands read the addresses from it. */
export interface Running {
  readonly link?: string
  readonly server?: string
  readonly gadget?: string
  readonly face?: string
}

export interface Hold {
  /** Writes down what runs: the addresses and the processes of the children. */
  note(running: Running, children: readonly number[]): void
  release(): void
}

const fileOf = (data: string) => join(data, 'running.json')
const CHILDREN_END_WITHIN_MS = 5_000

/** When a process began, as Linux counts it (proc_pid_stat(5)); empty elsewhere and for one that only waits to be reaped. */
function bornAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  } catch {
    return ''
  }
}

const identify = (pid: number): Pid => ({ pid, born: bornAt(pid) })

function isAlive({ pid, born }: Pid): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return bornAt(pid) === born
}

function pidOf(value: unknown): Pid | null {
  const record = isRecord(value) ? value : null
  const [pid, born] = [numberField(record, 'pid'), field(record, 'born')]
  return pid === null || born === null ? null : { pid, born }
}

function read(data: string): { text: string; record: JsonRecord | null } | null {
  try {
    const text = readFileSync(fileOf(data), 'utf8')
    return { text, record: parseRecord(text) }
  } catch {
    return null
  }
}

/** What runs on this folder now; null when nothing does. */
export function readRunning(data: string): (Running & { readonly pid: number }) | null {
  const record = read(data)?.record ?? null
  const holder = pidOf(record)
  if (!holder || !isAlive(holder)) return null
  const addresses = ['link', 'server', 'gadget', 'face'].map((name) => [name, field(record, name)] as const)
  return { pid: holder.pid, ...Object.fromEntries(addresses.filter(([, url]) => url !== null)) }
}

/** Takes the folder, or answers who holds it. Children that a killed holder left behind are waited for. */
export async function takeHold(data: string): Promise<{ readonly hold: Hold } | { readonly heldBy: number }> {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const path = fileOf(data)
  const own = `${path}.${process.pid}`
  const me = identify(process.pid)
  const write = (more: object) => writeFileSync(own, `${JSON.stringify({ ...me, ...more })}\n`, { mode: 0o600 })
  write({})
  try {
    for (;;) {
      if (tryLink(own, path)) break
      const there = read(data)
      if (!there) continue
      const holder = pidOf(there.record)
      if (holder && isAlive(holder)) return { heldBy: holder.pid }
      await childrenEnd(there.record)
      removeStale(path, there.text)
    }
  } finally {
    rmSync(own, { force: true })
  }
  return {
    hold: {
      note(running, children) {
        write({ ...running, children: children.map(identify) })
        renameSync(own, path)
      },
      release: () => rmSync(path, { force: true }),
    },
  }
}

/** A link is made or refused in one step, so that only one of two gets the folder. */
function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Moves a dead holder's file away, and puts it back if a living one took its place in between. */
function removeStale(path: string, expected: string): void {
  const aside = `${path}.${process.pid}.stale`
  try {
    renameSync(path, aside)
    if (readFileSync(aside, 'utf8') !== expected) linkSync(aside, path)
  } catch {
    // Another one was quicker: the next round sees what it did.
  }
  rmSync(aside, { force: true })
}

async function childrenEnd(record: JsonRecord | null): Promise<void> {
  const children = Array.isArray(record?.children) ? record.children.map(pidOf) : []
  const until = Date.now() + CHILDREN_END_WITHIN_MS
  while (children.some((child) => child !== null && isAlive(child)) && Date.now() < until) await pause(25)
}
