import type { KeptPress } from '../core/state.ts'
import { type JournalRecord, lineOf, recordIn } from './record.ts'

/** What the lines of a journal come to. */
export interface Contents {
  readonly kept: ReadonlyMap<string, KeptPress>
  /** The highest boot counter of each gadget. */
  readonly boots: ReadonlyMap<string, number>
}

export const empty: Contents = { kept: new Map(), boots: new Map() }

const keyOf = (gadget: string, counter: number) => `${counter} ${gadget}`

export function withRecord({ kept, boots }: Contents, record: JournalRecord): Contents {
  switch (record.type) {
    case 'keep': {
      const { press, gate, pressed_at: pressedAt } = record
      return { kept: new Map([...kept, [keyOf(press.gadget, press.counter), { press, gate, pressedAt }]]), boots }
    }
    case 'forget': {
      const key = keyOf(record.gadget, record.counter)
      return { kept: new Map([...kept].filter(([it]) => it !== key)), boots }
    }
    case 'boot': {
      const highest = Math.max(record.boot, boots.get(record.gadget) ?? 0)
      return { kept, boots: new Map([...boots, [record.gadget, highest]]) }
    }
  }
}

/** Reads what a journal holds. A line that is torn or spoiled is left out, and counted; so is an end without its line break. */
export function readContents(text: string): { readonly contents: Contents; readonly spoiled: number } {
  const lines = text.split('\n')
  const tail = lines.pop() ?? ''
  const records = lines.map(recordIn)
  const good = records.filter((record) => record !== null)
  const spoiled = records.length - good.length + (tail === '' ? 0 : 1)
  return { contents: good.reduce(withRecord, empty), spoiled }
}

export const keepRecord = ({ press, gate, pressedAt }: KeptPress): JournalRecord => ({
  type: 'keep',
  press,
  gate,
  pressed_at: pressedAt,
})

/** The shortest journal with these contents. */
export function shortest({ kept, boots }: Contents): string {
  const records: JournalRecord[] = [
    ...[...boots].map(([gadget, boot]) => ({ type: 'boot', gadget, boot }) as const),
    ...[...kept.values()].map(keepRecord),
  ]
  return records.map(lineOf).join('')
}
