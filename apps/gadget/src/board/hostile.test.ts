import { connect } from 'node:net'
import { fc } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Desk, openDesk } from '../testing/desk.ts'
import { variants } from './chip.ts'

vi.setConfig({ testTimeout: 120_000 })

let desk: Desk

afterEach(() => desk.close())

interface Stranger {
  readonly say: (bytes: Uint8Array | string) => void
  isOver(): boolean
  leave(): void
}

/** Somebody on the network, without a key and without manners. */
function stranger(): Stranger {
  const socket = connect(desk.board().chip.portOf(3_000) ?? 0, '127.0.0.1')
  let isOver = false
  socket.on('error', () => {})
  socket.on('close', () => {
    isOver = true
  })
  socket.resume()
  return { say: (bytes) => void socket.write(bytes), isOver: () => isOver, leave: () => void socket.destroy() }
}

/** Nothing of what was done has changed what it shows, and its server is heard at once. */
async function staysWell() {
  expect(await desk.tell({ mode: 'released' }, '/release')).toBe(200)
  const { text } = await desk.ask('GET', '/state')
  expect(JSON.parse(text)).toMatchObject({ on: true, mode: 'released' })
  expect(desk.came.map(({ path }) => path).filter((path) => path !== '/ping')).toEqual([])
  expect(desk.board().heard()).toBe('boss board-1 1\n')
  expect(2_048 - desk.board().uno.memory().untouched).toBeLessThan(1_843)
}

describe.each(variants)('the gadget with %s', (variant) => {
  beforeEach(async () => {
    desk = await openDesk({ variant })
    await desk.turnOn()
  })

  test('random bytes move nothing, and the next message of the server is taken', async () => {
    for (const bytes of fc.sample(fc.uint8Array({ minLength: 1, maxLength: 600 }), 12)) {
      const it = stranger()
      it.say(bytes)
      it.say('\r\n\r\n')
      await desk.until(() => it.isOver())
    }
    await staysWell()
  })

  test('whoever says a byte now and then is sent away', async () => {
    const it = stranger()
    for (const letter of 'POST /block HTTP/1.1\r\nhost: x') {
      it.say(letter)
      await desk.pass(60)
    }
    expect(it.isOver()).toBe(true)
    await staysWell()
  })

  test('heads and bodies without an end are refused', async () => {
    const long = await desk.ask('POST', '/block', { 'x-long': 'a'.repeat(2_100) })
    expect([400, 431, 0]).toContain(long.status)
    const large = await desk.ask('POST', '/block', { 'content-length': '9000' }, 'x'.repeat(9_000))
    expect([413, 0]).toContain(large.status)
    await staysWell()
  })

  test('twenty connections at once that say nothing hold it up for a moment and no longer', async () => {
    const crowd = Array.from({ length: 20 }, stranger)
    await desk.pass(100)
    await desk.until(() => crowd.every((it) => it.isOver()), 5_000)
    await staysWell()
  })

  test('a message that comes twice is taken once, and one with a bit turned not at all', async () => {
    expect(
      await desk.tell({ mode: 'blocked' }, '/block', (mac) => mac.replace(/.$/, (it) => (it === '0' ? '1' : '0'))),
    ).toBe(401)
    expect(await desk.tell({ mode: 'blocked' }, '/unlock')).toBe(200)
    expect((await desk.again()).status).toBe(401)
    expect(JSON.parse((await desk.ask('GET', '/state')).text)).toMatchObject({ mode: 'blocked' })
  })
})

/** With a modem the network is gone then, with whoever would ask: that is told in `wifi.test.ts`. */
test('a cable that is pulled is amber, and back in, everything is as before', async () => {
  desk = await openDesk()
  await desk.turnOn()
  desk.board().chip.setLink(false)
  await desk.pass(6_000)
  expect(JSON.parse((await desk.ask('GET', '/state')).text)).toMatchObject({ on: false })
  const pings = desk.came.length
  await desk.pass(3_000)
  expect(desk.came).toHaveLength(pings)
  desk.board().chip.setLink(true)
  await desk.until(() => desk.came.length > pings)
  await staysWell()
})
