import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './config.ts'
import { writeDurably } from './durable-file.ts'

const slots = ['boot.a', 'boot.b'] as const
type Slot = (typeof slots)[number]
const LARGEST = 2 ** 32 - 1

const checksum = (counter: number) => createHash('sha256').update(`boot ${counter}`).digest('hex').slice(0, 16)
const textOf = (counter: number) => `${counter} ${checksum(counter)}\n`

type Read = { readonly slot: Slot; readonly counter: number | 'missing' | 'unreadable' }

function read(folder: string, slot: Slot): Read {
  try {
    const text = readFileSync(join(folder, slot), 'utf8')
    const counter = Number(text.split(' ')[0])
    return { slot, counter: text === textOf(counter) ? counter : 'unreadable' }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return { slot, counter: isMissing ? 'missing' : 'unreadable' }
  }
}

/**
 * The number of this power-up, stored before it is used: presses and sessions are counted from it, so it never comes
 * twice. Two slots are written in turn. Where one was torn, its number is skipped. Throws a UsageError when neither can
 * be read: starting from 1 again would make presses that the link takes for old ones.
 */
export function nextBoot(folder: string): number {
  mkdirSync(folder, { recursive: true })
  const found = slots.map((slot) => read(folder, slot))
  const known = found.map(({ counter }) => counter).filter((counter) => typeof counter === 'number')
  const isFirst = found.every(({ counter }) => counter === 'missing')
  const last = Math.max(0, ...known)
  if (last === 0 && !isFirst)
    throw new UsageError(`the boot counter in ${folder} (boot.a, boot.b) cannot be read: provision the gadget anew`)
  const isWhole = isFirst || known.includes(last - 1) || (last === 1 && known.length === 1)
  const next = last + (isWhole ? 1 : 2)
  if (next > LARGEST) throw new UsageError(`the boot counter in ${folder} is used up: provision the gadget anew`)
  const older = found.find(({ counter }) => counter !== last)?.slot ?? slots[0]
  writeDurably(join(folder, older), textOf(next))
  syncFolder(folder)
  return next
}

/** A new file is only kept when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
