import { createHash } from 'node:crypto'
import { fields, press } from '@boss-deployer/protocol'
import * as z from 'zod/mini'

const keep = z.strictObject({ type: z.literal('keep'), press, gate: fields.gate, pressed_at: z.int() })
const forget = z.strictObject({ type: z.literal('forget'), gadget: press.shape.gadget, counter: fields.count })
const boot = z.strictObject({ type: z.literal('boot'), gadget: press.shape.gadget, boot: fields.count })
const record = z.union([keep, forget, boot])

export type JournalRecord = z.infer<typeof record>

const CHECK_LENGTH = 16
const checkOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, CHECK_LENGTH)

/** One line: the checksum of a record and the record. */
export function lineOf(it: JournalRecord): string {
  const text = JSON.stringify(it)
  return `${checkOf(text)} ${text}\n`
}

/** The record of a line; null when it was torn or spoiled. */
export function recordIn(line: string): JournalRecord | null {
  const text = line.slice(CHECK_LENGTH + 1)
  if (line !== `${checkOf(text)} ${text}`) return null
  try {
    const parsed = record.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
