import { fc } from '@fast-check/vitest'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { accessPoint, type Desk, openDesk } from '../testing/desk.ts'
import { readDisplay } from '../testing/read-display.ts'
import { LEASED } from './esp-at.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const lock = '018f0000-0000-7000-8000-000000000001'
const head = { uuid: lock, pipeline: 'shop', step: 'production', by: 'Ada', age: 0 }
const pressed = z.object({ press: z.object({ counter: z.int(), uuid: z.string() }) })
/** All of RAM but a tenth. */
const MOST_RAM = 1_843

let desk: Desk

beforeAll(async () => {
  desk = await openDesk({ variant: 'espat' })
  await desk.turnOn()
})

afterAll(() => desk.close())

const pings = () => desk.came.filter(({ path }) => path === '/ping').length

/** It pings anew, and what it is told then is taken. */
async function comesBack() {
  const before = pings()
  await desk.until(() => pings() > before, 60_000)
  expect(await desk.tell({ head, queue_length: 1 }, '/lock')).toBe(200)
}

async function showsBlue(at = desk) {
  await at.pass(1_300)
  at.board().lights.take()
  await at.pass(500)
  const lights = at.board().lights.take()
  const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((at) => lights.reduce((sum, light) => sum + (light[at] ?? 0), 0))
  expect(blue).toBeGreaterThan(2 * (red + green))
}

test('a lock is shown in blue, its press reaches the server over the modem, once, and so does the approval', async () => {
  expect(await desk.tell({ head, queue_length: 1 }, '/lock')).toBe(200)
  await showsBlue()
  await desk.press('unlock', 60)
  await desk.until(() => desk.came.some(({ path }) => path === '/unlock'))
  const [press] = desk.came.filter(({ path }) => path === '/unlock')
  expect(pressed.parse(JSON.parse(press?.body ?? '')).press).toMatchObject({ uuid: lock, counter: 65_537 })
  expect(await desk.tell({ answered: { counter: 65_537, ok: true } }, '/unlock')).toBe(200)
  await desk.pass(2_500)
  expect(desk.came.filter(({ path }) => path === '/unlock')).toHaveLength(1)
})

test('anybody may ask what it shows', async () => {
  const { status, text } = await desk.ask('GET', '/state')
  expect([status, JSON.parse(text)]).toMatchObject([200, { gadget: 'desk-1', version: 'board-1' }])
})

test('an access point that goes is come back to', async () => {
  desk.board().chip.setLink(false)
  await desk.pass(3_000)
  desk.board().chip.setLink(true)
  await comesBack()
  await showsBlue()
})

test('garbage on the line, and a modem that says that it has started anew, are overcome', async () => {
  const { usart } = desk.board().uno
  for (const byte of Buffer.from(`${fc.sample(fc.string({ maxLength: 10 }), 20).join('')}\r\nready\r\n`, 'latin1')) {
    usart.writeByte(byte)
    await desk.pass(1)
  }
  await comesBack()
})

test('data that is pushed says that the modem has lost its mode: it is set up anew', async () => {
  const { usart } = desk.board().uno
  await desk.pass(200)
  for (const byte of Buffer.from('\r\n+IPD,0,5:hello')) {
    usart.writeByte(byte)
    await desk.pass(1)
  }
  await desk.until(() => desk.board().chip.portOf(3_000) === null)
  await comesBack()
})

test('a power cut in the middle of it all is come back from', async () => {
  for (const ms of [40, 1_700, 2_300]) {
    desk.restart()
    await desk.pass(ms)
  }
  desk.restart()
  const before = pings()
  await desk.until(() => pings() > before)
  expect(await desk.tell({ head, queue_length: 1 })).toBe(200)
  await showsBlue()
})

test('after all that its RAM was enough', () => {
  expect(2_048 - desk.board().uno.memory().untouched).toBeLessThan(MOST_RAM)
})

test('the address that the access point gave is on the display once it is there, and after each start', async () => {
  const leased = await openDesk({ variant: 'espat' })
  const shown = () => readDisplay(leased.board().display.picture()).rows[1]
  leased.provision({ ip: 'dhcp' })
  await leased.pass(1_800)
  expect(shown()).toBe('no address yet')
  await leased.until(() => leased.came.length > 0)
  await leased.pass(100)
  expect(shown()).toBe(LEASED)
  leased.restart()
  await leased.until(() => leased.came.length > 1)
  await leased.pass(100)
  expect(shown()).toBe(LEASED)
  leased.close()
})

test('a modem of the first generation is understood as well', async () => {
  const older = await openDesk({ variant: 'espat', modem: { generation: 1 } })
  await older.turnOn()
  expect(await older.tell({ head, queue_length: 1 }, '/lock')).toBe(200)
  await showsBlue(older)
  await older.press('unlock', 60)
  await older.until(() => older.came.some(({ path }) => path === '/unlock'))
  older.close()
})

test.each([1, 2] as const)(
  'an access point that refuses the password, in words of generation %s, is asked ever less often, and joined once it takes it',
  async (generation) => {
    let asked = 0
    let password = 'another'
    const refusing = {
      ssid: accessPoint.ssid,
      get password() {
        asked += 1
        return password
      },
    }
    const shut = await openDesk({ variant: 'espat', modem: { generation, accessPoint: refusing } })
    shut.provision()
    await shut.pass(60_000)
    expect(asked).toBeGreaterThanOrEqual(4)
    expect(asked).toBeLessThanOrEqual(6)
    expect(shut.came).toEqual([])
    shut.board().lights.take()
    await shut.pass(2_000)
    const all = shut.board().lights.take().flat()
    expect(Math.max(...all) - Math.min(...all)).toBeLessThan(Math.max(...all) / 2)
    password = accessPoint.password
    await shut.until(() => shut.came.some(({ path }) => path === '/ping'), 45_000)
    shut.close()
  },
)
