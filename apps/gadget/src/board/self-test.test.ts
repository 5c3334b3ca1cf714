import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EEPROMMemoryBackend } from 'avr8js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { firmwareFolder, needTools } from '../testing/firmware.ts'
import { readDisplay } from '../testing/read-display.ts'
import { type Board, newBoard } from './board.ts'
import { setNextBoot } from './boot-slots.ts'
import { EEPROM_BYTES } from './eeprom-file.ts'

const hexFile = join(firmwareFolder, 'release/self-test.hex')
const hex = readFileSync(hexFile, 'utf8')
/** Long enough for its report, in emulated milliseconds. */
const REPORT_MS = 200
const LAST_LINE = 'selftest buttons press each'
const MOST_MS = 60_000

let board: Board
let eeprom: EEPROMMemoryBackend

beforeEach(() => {
  eeprom = new EEPROMMemoryBackend(EEPROM_BYTES)
  board = newBoard({ hex, eeprom, connect: () => null })
})

afterEach(() => board.chip.close())

const report = () => board.heard().trimEnd().split('\n')

/** Those of its lines that speak of the ATmega328P alone. */
const ofChip = (lines: readonly string[]) => lines.filter((line) => /^selftest (sha256|eeprom|counter) /.test(line))

describe('the self-test', () => {
  test('says what works, line by line', () => {
    board.run(REPORT_MS)
    expect(report()).toEqual([
      ...['selftest sha256 ok', 'selftest eeprom ok', 'selftest counter empty', 'selftest display ok'],
      ...['selftest w5500 ok', LAST_LINE],
    ])
  })

  test('leaves the EEPROM as it was, and finds the boot counter of a gadget that ran', () => {
    for (let at = 0; at < EEPROM_BYTES; at += 1) eeprom.memory[at] = (at * 7) & 0xff
    setNextBoot(eeprom.memory, 41)
    const before = Uint8Array.from(eeprom.memory)
    board.run(REPORT_MS)
    expect(report()).toContain('selftest counter ok')
    expect(eeprom.memory).toEqual(before)
  })

  test('says so when there is no W5500', () => {
    board.uno.spi.onByte = () => {
      const { cpu, spi } = board.uno
      cpu.addClockEvent(() => spi.completeTransfer(0xff), spi.transferCycles)
    }
    board.run(REPORT_MS)
    expect(report()).toContain('selftest w5500 failed')
  })

  test('lights one light after the other in three colours, and sounds once a round', () => {
    board.run(REPORT_MS)
    board.lights.take()
    const seen = new Set<string>()
    let tones = 0
    let wasTone = false
    for (let ms = 0; ms < 4_000; ms += 50) {
      board.run(50)
      const lit = board.lights.take().flatMap((light, index) => light.map((level, color) => ({ index, color, level })))
      for (const { index, color } of lit.filter(({ level }) => level > 40)) seen.add(`${index} ${color}`)
      const isTone = board.turnsOfPiezo() > 20
      if (isTone && !wasTone) tones += 1
      wasTone = isTone
    }
    expect(seen.size).toBe(15)
    expect([1, 2]).toContain(tones)
  })

  test('lights every dot of the display beside the letters in turn', () => {
    board.run(REPORT_MS)
    const ever = new Uint8Array(1_024)
    for (let beat = 0; beat < 8; beat += 1) {
      board.run(100)
      for (const [at, dots] of board.display.picture().entries()) ever[at] = (ever[at] ?? 0) | dots
    }
    const dark = [0, 1, 4, 5, 6, 7].filter((row) =>
      ever.subarray(row * 128, row * 128 + 128).some((dots) => dots !== 0xff),
    )
    expect(dark).toEqual([])
    expect(readDisplay(board.display.picture()).large).toBe('PRESS ONE')
  })

  test.each(['unlock', 'release', 'block'] as const)(
    'a press of %s is named once, on the line and on the display',
    (button) => {
      board.run(REPORT_MS)
      board.setButton(button, true)
      board.run(60)
      board.setButton(button, false)
      board.run(60)
      expect(report().slice(6)).toEqual([`selftest button ${button}`])
      expect(readDisplay(board.display.picture()).large).toBe(button)
    },
  )
})

/** What the firmware says in simavr until its last line; simavr never ends by itself. */
async function saidInSimavr(): Promise<readonly string[]> {
  needTools(['simavr'])
  const child = spawn('simavr', ['-m', 'atmega328p', '-f', '16000000', hexFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  let text = ''
  try {
    await new Promise<void>((resolve, reject) => {
      const tooLong = setTimeout(() => reject(new Error(`simavr said only ${JSON.stringify(text)}`)), MOST_MS)
      const end = (error?: Error) => {
        clearTimeout(tooLong)
        if (error) reject(error)
        else resolve()
      }
      child.once('error', end)
      void closed.then(() => end(new Error(`simavr ended: ${text}`)))
      child.stderr.on('data', (part) => {
        text += String(part)
        if (text.includes(LAST_LINE)) end()
      })
    })
  } finally {
    child.kill('SIGKILL')
    await closed
  }
  // It paints each line, and shows what it cannot print as a dot.
  return [...text.matchAll(/selftest [a-z0-9]+ [a-z ]+/g)].map(([line]) => line)
}

test('simavr, another emulator of the chip, comes to the same', { timeout: MOST_MS * 2 }, async () => {
  const said = await saidInSimavr()
  board.run(REPORT_MS)
  expect(ofChip(said)).toEqual(ofChip(report()))
  expect(ofChip(said)).toEqual(['selftest sha256 ok', 'selftest eeprom ok', 'selftest counter empty'])
})
