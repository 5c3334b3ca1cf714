import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { connectionsOf } from './circuit.ts'
import { readPins } from './pins.ts'

const header = readFileSync(new URL('../../../firmware/board/pins.h', import.meta.url), 'utf8')

describe('the pins of the firmware', () => {
  const pins = readPins(header)

  test('are where their comments say', () => {
    for (const { board, said } of pins) if (said) expect(board).toBe(said)
    expect(pins.filter(({ said }) => said).length).toBeGreaterThan(10)
  })

  test('each have a line in the wiring, and none has two', () => {
    const connections = connectionsOf(pins)
    for (const { board } of pins) expect(connections.filter(({ pin }) => pin === board)).toHaveLength(1)
    expect(connections.find(({ pin }) => pin === 'D4')?.to).toContain('piezo')
    expect(connections.find(({ pin }) => pin === 'A3')?.through).toBe('R8 1 kΩ')
  })
})

test.each([
  ['nothing', '', '0 pins are defined'],
  ['a line that cannot be read', '#define PIN_RED PD3\n#define PIN_BLUE PE1\n', '2 pins are defined, 1 were read'],
  ['a bit that the board does not have', '#define PIN_RED PB6\n', 'PB6 is no pin of an UNO'],
  ['two names for one pin', '#define PIN_RED PD3\n#define PIN_BLUE PD3\n', 'D3 is used twice'],
])('a header is refused with %s', (_name, source, message) => {
  expect(() => readPins(source)).toThrow(message)
})

test.each([
  ['a pin that nothing is wired to', `${header}#define PIN_FAN PC5\n`, 'nothing is wired to FAN'],
  ['a missing pin', header.replace(/^#define PIN_PIEZO.*$/m, ''), 'no pin for PIEZO'],
  ['a pin that the display needs', header.replace('PIN_PIEZO PD4', 'PIN_PIEZO PC4'), "A4 is the display's"],
])('a wiring is refused with %s', (_name, source, message) => {
  expect(() => connectionsOf(readPins(source))).toThrow(message)
})
