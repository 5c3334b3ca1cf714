import { describe, expect, test } from 'vitest'
import { type PressEvent, pressTable } from './press-table.ts'
import type { PressPhase } from './state.ts'

const events: readonly PressEvent[] = [
  'stored',
  'store-failed',
  'sent',
  'accepted',
  'refused',
  'unsure',
  'link-lost',
  'overtaken',
  'expired',
]

/** Each phase: what moves it, to where, and what the gadget hears. All else must change nothing. */
const expected: Record<PressPhase, Partial<Record<PressEvent, string>>> = {
  storing: { stored: 'waiting', 'store-failed': 'loose', overtaken: 'done, no' },
  waiting: { sent: 'sending', 'link-lost': 'waiting, yes', overtaken: 'done, no', expired: 'done, no' },
  sending: { accepted: 'done, yes', refused: 'done, no', unsure: 'waiting', overtaken: 'overtaken' },
  loose: { sent: 'passing', 'link-lost': 'done, no', overtaken: 'done, no' },
  passing: { accepted: 'done, yes', refused: 'done, no', unsure: 'done, no', overtaken: 'overtaken' },
  overtaken: { accepted: 'done, yes', refused: 'done, no', unsure: 'done, no' },
}

const phases = Object.keys(expected) as PressPhase[]
const rows = phases.flatMap((phase) =>
  events.map((event) => [phase, event, expected[phase][event] ?? 'nothing'] as const),
)

describe('the life of a press', () => {
  test.each(rows)('%s + %s: %s', (phase, event, wanted) => {
    const row = pressTable[phase][event]
    const heard = row?.answer === undefined ? '' : row.answer ? ', yes' : ', no'
    expect(row ? `${row.to}${heard}` : 'nothing').toBe(wanted)
  })

  test('nothing is sent that may be kept and is not stored', () => {
    expect(pressTable.storing.sent).toBeUndefined()
  })
})
