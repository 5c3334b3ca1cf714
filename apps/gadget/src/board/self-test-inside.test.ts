import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EEPROMMemoryBackend } from 'avr8js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDesk } from '../testing/desk.ts'
import { firmwareFolder } from '../testing/firmware.ts'
import { readDisplay } from '../testing/read-display.ts'
import { type Board, type BoardButton, newBoard } from './board.ts'
import { lastBoot } from './boot-slots.ts'
import { EEPROM_BYTES } from './eeprom-file.ts'

const buttons: readonly BoardButton[] = ['unlock', 'release', 'block']
/** Longer than a modem takes to start, in emulated milliseconds. */
const REPORT_MS = 1_000
/** Longer than the self-test waits for a modem that is not there. */
const NO_MODEM_MS = 6_000
/** Longer than the watchdog, and than a gadget with a modem listens for a hello. */
const START_MS = 2_500
const MOST_RAM = 1_843

const hold = (board: Board, held: readonly BoardButton[], isDown = true) => {
  for (const button of held) board.setButton(button, isDown)
}
const linesOf = (board: Board) => board.heard().trimEnd().split('\n')

describe.each([
  ['w5500', 'w5500'],
  ['espat', 'modem'],
] as const)('%s.hex with buttons held while it starts', (variant, chip) => {
  const hex = readFileSync(join(firmwareFolder, `release/${variant}.hex`), 'utf8')
  const report = (answers: string) => [
    ...['selftest counter empty', 'selftest display ok', `selftest ${chip} ${answers}`, 'selftest buttons press each'],
  ]
  let board: Board

  beforeEach(() => {
    board = newBoard({ hex, variant, eeprom: new EEPROMMemoryBackend(EEPROM_BYTES), connect: () => null })
  })

  afterEach(() => board.chip.close())

  test('all three: it says what works, and the buttons that were held are not taken for an answer', () => {
    hold(board, buttons)
    board.run(REPORT_MS)
    hold(board, buttons, false)
    board.run(START_MS)
    expect(linesOf(board)).toEqual(report('ok'))
    const { untouched } = board.uno.memory()
    expect(2_048 - untouched).toBeLessThan(MOST_RAM)
  })

  test('each button is named once when it goes down, on the line and on the display between bars', () => {
    hold(board, buttons)
    board.run(REPORT_MS)
    hold(board, buttons, false)
    board.run(60)
    expect(readDisplay(board.display.picture())).toMatchObject({ large: 'PRESS ONE' })
    for (const button of buttons) {
      hold(board, [button])
      board.run(60)
      hold(board, [button], false)
      board.run(60)
      expect(readDisplay(board.display.picture()).large).toBe(button)
    }
    expect(linesOf(board).slice(4)).toEqual(buttons.map((button) => `selftest button ${button}`))
    const bars = [0, 1, 4, 5, 6, 7].map((row) => [
      ...new Set(board.display.picture().subarray(row * 128, row * 128 + 128)),
    ])
    expect(bars.flat().toSorted((one, other) => one - other)).toEqual([0, 0, 0, 255, 255, 255])
  })

  test('every light shines alone in red, green and blue, and a tone comes once in a round', () => {
    hold(board, buttons)
    board.run(REPORT_MS)
    board.lights.take()
    const seen = new Set<string>()
    let [tones, wasTone] = [0, false]
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

  test(`says so when no ${chip} answers, and goes on`, () => {
    Object.assign(board.chip, { select() {}, exchange: () => 0xff })
    hold(board, buttons)
    board.run(NO_MODEM_MS)
    expect(linesOf(board)).toEqual(report('failed'))
  })

  test.each(buttons)('all but %s: it starts as ever, as a button that is stuck is no wish', (button) => {
    hold(
      board,
      buttons.filter((other) => other !== button),
    )
    board.run(START_MS)
    expect(linesOf(board)).toEqual(['trouble NO KEYS'])
  })

  test('all three, let go at once: it starts as ever', () => {
    hold(board, buttons)
    board.run(25)
    hold(board, buttons, false)
    board.run(START_MS)
    expect(linesOf(board)).toEqual(['trouble NO KEYS'])
  })

  test('a gadget that was provisioned calls nobody, keeps all, and afterwards counts its start once', async () => {
    const desk = await openDesk({ variant })
    try {
      desk.provision()
      desk.board().run(START_MS)
      desk.restart()
      const before = Uint8Array.from(desk.eeprom)
      hold(desk.board(), buttons)
      await desk.pass(START_MS)
      expect(linesOf(desk.board())[0]).toBe('selftest counter ok')
      expect([desk.came, desk.eeprom]).toEqual([[], before])
      desk.restart()
      await desk.until(() => desk.came.some(({ path }) => path === '/ping'))
      expect(lastBoot(desk.eeprom)).toBe(lastBoot(before) + 1)
      expect(desk.eeprom.subarray(12)).toEqual(before.subarray(12))
      expect(desk.board().heard()).toBe(`boss board-1 ${lastBoot(before) + 1}\n`)
    } finally {
      desk.close()
    }
  })
})
