import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Tokens } from './link-process.ts'

const event = z.looseObject({
  sequence: z.number(),
  previous: z.string(),
  type: z.string(),
  lock: z.optional(z.nullable(z.string())),
  killed: z.optional(z.array(z.string())),
  press: z.optional(z.nullable(z.looseObject({ counter: z.number() }))),
})
export type RecordedEvent = z.infer<typeof event>

/** The whole record as the link exports it, with every link of its chain checked. */
export async function readRecord({ url, operator }: Tokens): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = []
  let previous = '0'.repeat(64)
  for (;;) {
    const response = await fetch(`${url}/api/v1/history/export?after=${events.length}&limit=500`, {
      headers: { authorization: `Bearer ${operator}` },
    })
    const lines = (await response.text()).split('\n').filter((line) => line !== '')
    for (const line of lines) {
      const read = event.parse(JSON.parse(line))
      if (read.sequence !== events.length + 1 || read.previous !== previous)
        throw new Error(`the chain breaks at ${read.sequence}`)
      previous = createHash('sha256').update(line).digest('hex')
      events.push(read)
    }
    if (lines.length < 500) return events
  }
}

const decisions = ['unlocked', 'rejected', 'expired', 'cancelled', 'superseded']

/** What is wrong with a record: locks decided twice, ended twice, or claimed without an unlock before. Nothing: it is sound. */
export function flawsOf(events: readonly RecordedEvent[]): readonly string[] {
  const flaws: string[] = []
  const states = new Map<string, string>()
  for (const { type, lock, killed = [], sequence } of events) {
    for (const id of killed) turn(id, 'killed', sequence)
    if (!lock) continue
    if (type === 'locked') turn(lock, 'locked', sequence)
    else if (type === 'claimed' || decisions.includes(type)) turn(lock, type, sequence)
  }
  return flaws

  function turn(lock: string, to: string, sequence: number): void {
    const from = states.get(lock)
    const isAllowed =
      to === 'locked'
        ? from === undefined
        : to === 'claimed'
          ? from === 'unlocked'
          : to === 'unlocked' || to === 'rejected'
            ? from === 'locked'
            : from === 'locked' || from === 'unlocked'
    if (!isAllowed) flaws.push(`event ${sequence}: ${lock} from ${from ?? 'nothing'} to ${to}`)
    states.set(lock, to)
  }
}
