import { describe, expect, test } from 'vitest'
import { makeStyle } from '../terminal/style.ts'
import { eventLine } from './event.ts'

const style = makeStyle(false)
const trace = {
  sequence: 7,
  at: '2026-01-31T12:00:00.000Z',
  by: { id: 'person:boss', name: 'boss', via: 'gadget', device: 'desk' },
}
const head = '    7  2026-01-31 12:00:00  boss (gadget)  '
const lock = { lock: 'L', gate: 'shop' }
const asked = { pipeline: 'p', step: 's', gate: 'shop' }

describe('an event in one line', () => {
  test.each([
    [{ type: 'locked', ...asked, lock: 'L' }, 'asks  p / s at shop, lock L'],
    [{ type: 'refused', ...asked, held_by: 'root' }, 'refused  p / s at shop: root is blocked'],
    [{ type: 'unlocked', ...lock, note: 'go' }, 'unlocks  lock L at shop: go'],
    [{ type: 'voted', ...lock, note: null }, 'approves  lock L at shop'],
    [{ type: 'claimed', ...lock }, 'passes  lock L at shop'],
    [{ type: 'claimed', ...lock, bypass: 'B' }, 'passes  lock L at shop by a bypass'],
    [{ type: 'bypass-asked', ...asked, reason: 'down' }, 'asks for a bypass  of p / s at shop: down'],
    [{ type: 'bypass-granted', ...asked, reason: 'down' }, 'grants a bypass  to p / s at shop: down'],
    [{ type: 'bypass-ended', gate: 'shop' }, 'bypass ended  at shop: nobody used it'],
    [{ type: 'rejected', ...lock, reason: 'no' }, 'rejected  lock L at shop: no'],
    [{ type: 'expired', ...lock, reason: null }, 'expired  lock L at shop'],
    [
      { type: 'mode-changed', gate: 'root', to: 'blocked', reason: 'x', killed: ['L'] },
      'blocked  root, ends 1 lock: x',
    ],
    [{ type: 'mode-changed', gate: 'root', to: 'released', reason: null, killed: [] }, 'released  root'],
    [{ type: 'gate-added', gate: 'shop' }, 'gate added  shop'],
    [{ type: 'done', ...lock, outcome: 'failed' }, 'failed  lock L at shop'],
    [{ type: 'context-forgotten', ...lock }, 'context forgotten  of lock L at shop'],
    [{ type: 'key-changed', gate: 'root', key: 'k2', endorsement: 'ab' }, 'signing key changed  to k2'],
    [
      { type: 'key-changed', gate: 'root', key: 'k2', endorsement: null },
      'signing key changed  to k2, without the word of the key before',
    ],
    [{ type: 'press-refused', gate: 'root', message: 'too late' }, 'press refused  at root: too late'],
    [
      { type: 'access-changed', kind: 'token', change: 'revoked', name: 'ci', gate: 'shop' },
      'token revoked  ci, at shop',
    ],
    [{ type: 'of a newer link' }, 'of a newer link  '],
    [{ type: 'constructor' }, 'constructor  '],
  ])('%j', (event, words) => {
    expect(eventLine(style, { ...trace, ...event }).ansi).toBe(`${head}${words}`)
  })

  test('is harmless whatever a pipeline is called', () => {
    const hostile = { ...trace, type: 'locked', ...asked, pipeline: '\u001b[2Jp\u202e', lock: 'L' }
    expect(eventLine(style, hostile).ansi).toContain('\\u{1b}[2Jp\\u{202e} / s')
  })

  test('of which nothing is known is still a line', () => {
    expect(eventLine(style, {}).ansi).toBe('    ?  ?  ?  ?  ')
  })
})
