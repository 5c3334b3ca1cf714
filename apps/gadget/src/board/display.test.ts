import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Desk, openDesk } from '../testing/desk.ts'
import { readDisplay } from '../testing/read-display.ts'

const head = {
  ...{ uuid: '018f0000-0000-7000-8000-000000000001', pipeline: 'shop', step: 'production' },
  ...{ by: 'Ada Lovelace', age: 125_000 },
}

vi.setConfig({ testTimeout: 120_000 })

let desk: Desk

beforeEach(async () => {
  desk = await openDesk()
})

afterEach(() => desk.close())

const read = () => readDisplay(desk.board().display.picture())

test('a board that was never set up says what to do', async () => {
  await desk.pass(500)
  expect(read()).toEqual({ title: ' not set up', large: 'NO KEYS', rows: ['', '', 'boss gadget provision', ''] })
})

test('it shows its address while it looks for its server', async () => {
  desk.provision()
  await desk.pass(500)
  expect(read()).toEqual({ title: ' no server', large: 'SEARCHING', rows: ['', '10.0.0.50', '', 'gate shop'] })
})

test('it shows which step of which pipeline waits, who asks and since when', async () => {
  await desk.turnOn({ head, queue_length: 3 })
  await desk.pass(1_500)
  const { rows, ...top } = read()
  expect(top).toEqual({ title: ' locked       1 of 3', large: 'shop' })
  expect(rows.slice(0, 3)).toEqual(['', 'production', ''])
  await desk.untilWhileHeard(() => read().rows[3] === 'Ada Lovelace    2 min')
  await desk.untilWhileHeard(() => read().rows[3] === 'gate shop')
})

test('a long name goes through its line', async () => {
  await desk.turnOn({ head: { ...head, pipeline: 'a-pipeline-of-the-shop' }, queue_length: 1 })
  await desk.untilWhileHeard(() => read().large === 'a-pipeline')
  await desk.untilWhileHeard(() => read().large === 'f-the-shop')
})

test('it shows how long a release lasts, and that a block stops everything', async () => {
  await desk.turnOn({ mode: 'released', until: 3_600_000 })
  await desk.untilWhileHeard(() => read().title === ' released' && /^59:5\d$/.test(read().large))
  await desk.tell({ mode: 'blocked' }, '/block')
  await desk.untilWhileHeard(() => read().title === ' blocked' && read().large === 'STOP')
})

test('without a display the gadget does everything else', async () => {
  desk.board().display.setThere(false)
  desk.board().run(300)
  expect(desk.board().say('hello')).toContain('boss board-1 empty')
  expect(new Set(desk.board().display.picture())).toEqual(new Set([0]))
})
