import { fc } from '@fast-check/vitest'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { type Desk, openDesk } from '../testing/desk.ts'

const pressed = z.object({ press: z.object({ counter: z.int(), uuid: z.string() }) })

vi.setConfig({ testTimeout: 120_000 })

let desk: Desk

beforeEach(async () => {
  desk = await openDesk()
})

afterEach(() => desk.close())

test('a power cut at any moment leaves a gadget that comes back, with a number it never had', async () => {
  desk.provision()
  const numbers: number[] = []
  for (const ms of fc.sample(fc.integer({ min: 1, max: 150 }), 15)) {
    await desk.pass(ms)
    const said = /^boss board-1 (\d+)\n$/.exec(desk.board().heard())
    if (said) numbers.push(Number(said[1]))
    desk.restart()
  }
  await desk.until(() => desk.board().heard().endsWith('\n'))
  numbers.push(Number(/^boss board-1 (\d+)\n$/.exec(desk.board().heard())?.[1]))
  expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other))
  await desk.until(() => desk.came.some(({ path }) => path === '/ping'))
})

const startedAs = () => Number(/^boss board-1 (\d+)\n$/.exec(desk.board().heard())?.[1])

/** A power cut while the next number is written spoils the slot that the last number is not in. */
test('a slot of the boot counter that was torn is skipped, and no number is given twice', async () => {
  desk.provision()
  await desk.pass(200)
  let last = startedAs()
  for (const { at, garbage } of fc.sample(fc.record({ at: fc.nat({ max: 5 }), garbage: fc.nat({ max: 255 }) }), 10)) {
    const next = Buffer.from(desk.eeprom).readUInt32LE(0) === last ? 6 : 0
    desk.eeprom[next + at] = garbage
    desk.restart()
    await desk.pass(200)
    const boot = startedAs()
    expect(boot).toBeGreaterThan(last)
    last = boot
  }
})

test('where no slot can be read the gadget does not start, and says so', async () => {
  desk.provision()
  desk.eeprom.fill(0, 0, 12)
  desk.eeprom.fill(0x55, 2, 9)
  desk.restart()
  await desk.pass(500)
  expect(desk.board().heard()).toBe('trouble BOOTCOUNT\n')
  expect(desk.board().chip.portOf(3_000)).toBeNull()
})

// A modem takes its time: each byte goes over a UART, and each message by several commands.
test.each([
  ['w5500', 49],
  ['espat', 40],
] as const)(
  'with %s, %i presses in a minute are as many, each on the head that was shown',
  async (variant, presses) => {
    desk.close()
    desk = await openDesk({ variant })
    await desk.turnOn()
    const uuids = Array.from({ length: presses }, (_, at) => `018f0000-0000-7000-8000-0000000000${at + 10}`)
    const from = desk.board().uno.now()
    const sent = () =>
      desk.came.filter(({ path }) => path === '/unlock').map(({ body }) => pressed.parse(JSON.parse(body)).press)
    for (const [at, uuid] of uuids.entries()) {
      const head = { uuid, pipeline: 'shop', step: 'production', by: 'Ada', age: 0 }
      await desk.tell({ head, queue_length: 1 }, '/lock')
      await desk.pass(520)
      await desk.press('unlock', 60)
      await desk.until(() => sent().some((press) => press.uuid === uuid))
      expect(await desk.tell({ answered: { counter: 65_537 + at, ok: true } }, '/unlock')).toBe(200)
    }
    expect([...new Set(sent().map(({ counter, uuid }) => `${counter} ${uuid}`))]).toEqual(
      uuids.map((uuid, at) => `${65_537 + at} ${uuid}`),
    )
    expect(desk.board().uno.now() - from).toBeLessThan(60_000)
    expect(2_048 - desk.board().uno.memory().untouched).toBeLessThan(1_843)
  },
)
