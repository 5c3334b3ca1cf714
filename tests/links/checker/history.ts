import { createHash } from 'node:crypto'
import { z } from 'zod'

const event = z.looseObject({
  sequence: z.number(),
  previous: z.string(),
  type: z.string(),
  gate: z.string(),
  lock: z.string().nullish(),
  request: z.object({ id: z.string() }).nullable(),
  to: z.string().optional(),
  killed: z.array(z.string()).optional(),
  /** Gates below whose release a block ends. */
  ended: z.array(z.string()).optional(),
})
export type HistoryEvent = z.infer<typeof event>

export interface History {
  readonly events: readonly HistoryEvent[]
  readonly faults: readonly string[]
}

/** An exported history, and where it is not one line of events, each with the hash of the one before. */
export function readHistory(text: string): History {
  const lines = text.split('\n').filter((line) => line !== '')
  const events = lines.map((line) => event.parse(JSON.parse(line)))
  const faults = events.flatMap(({ sequence, previous }, index) => {
    const before = lines[index - 1]
    const expected = before === undefined ? '0'.repeat(64) : createHash('sha256').update(before).digest('hex')
    if (sequence !== index + 1) return [`line ${index + 1} has the sequence ${sequence}`]
    return previous === expected ? [] : [`event ${sequence} does not follow the one before it`]
  })
  return { events, faults }
}
