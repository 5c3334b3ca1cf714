import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Desk, openDesk } from '../testing/desk.ts'
import { type FakeLan, newLan } from '../testing/lan.ts'
import { readDisplay } from '../testing/read-display.ts'

vi.setConfig({ testTimeout: 120_000 })

let lan: FakeLan
let desk: Desk

beforeEach(async () => {
  lan = newLan()
  desk = await openDesk({ lan })
})

afterEach(() => desk.close())

const pings = () => desk.came.filter(({ path }) => path === '/ping').length
const typesHeard = () => lan.heard.map(({ type }) => type)
const isThere = async () => (await desk.ask('GET', '/state')).status === 200
const last = () => lan.heard.at(-1)

/** Nothing of it took more RAM than there is. */
const fits = () => expect(2_048 - desk.board().uno.memory().untouched).toBeLessThan(1_843)

describe('an address of its own', () => {
  test('is asked for by DHCP, and with it the gadget calls its server and answers', async () => {
    desk.provision({ ip: 'dhcp' })
    await desk.until(() => pings() > 0)
    expect(typesHeard()).toEqual(['discover', 'request'])
    expect(lan.heard.map(({ to, wanted }) => [to, wanted])).toEqual([
      ['255.255.255.255', '0.0.0.0'],
      ['255.255.255.255', '10.0.0.77'],
    ])
    expect(await desk.tell({ mode: 'released' })).toBe(200)
    expect(await isThere()).toBe(true)
    fits()
  })

  test('is on the display once it is there', async () => {
    lan.dhcp = 'never'
    desk.provision({ ip: 'dhcp', server: '10.0.0.99' })
    await desk.pass(500)
    expect(readDisplay(desk.board().display.picture()).rows[1]).toBe('no address yet')
    lan.dhcp = 'well'
    await desk.until(() => typesHeard().includes('request'))
    await desk.pass(200)
    expect(readDisplay(desk.board().display.picture()).rows[1]).toBe('10.0.0.77')
  })

  test('is asked for again and again, less and less often, while nobody answers; nothing listens meanwhile', async () => {
    lan.dhcp = 'never'
    desk.provision({ ip: 'dhcp' })
    await desk.pass(14_000)
    // RFC 2131, 4.1: after 4 and 8 seconds, a second less for this one; the next is after 16.
    expect(typesHeard()).toEqual(['discover', 'discover', 'discover'])
    expect([desk.board().chip.portOf(3_000), pings()]).toEqual([null, 0])
    lan.dhcp = 'well'
    await desk.until(() => pings() > 0)
    fits()
  })

  test('that is offered late is taken', async () => {
    lan.dhcp = 'late'
    desk.provision({ ip: 'dhcp' })
    await desk.until(() => pings() > 0)
    expect(typesHeard()).toEqual(['discover', 'request'])
  })

  test('does not come of garbage', async () => {
    lan.dhcp = 'garbage'
    desk.provision({ ip: 'dhcp' })
    await desk.pass(6_000)
    expect([typesHeard(), pings()]).toEqual([['discover', 'discover'], 0])
    lan.dhcp = 'well'
    await desk.until(() => pings() > 0)
    fits()
  })

  test('that is refused is asked for anew, under another number, and not in a hurry', async () => {
    lan.dhcp = 'refuses'
    desk.provision({ ip: 'dhcp' })
    await desk.pass(10_000)
    expect(typesHeard()).toEqual(['discover', 'request', 'discover', 'request', 'discover', 'request'])
    expect(new Set(lan.heard.map(({ xid }) => xid)).size).toBe(3)
    lan.dhcp = 'well'
    await desk.until(() => pings() > 0)
  })

  test('is renewed at half of its lease with the server alone, and nobody notices', async () => {
    lan.lease = 20
    desk.provision({ ip: 'dhcp' })
    await desk.until(() => pings() > 0)
    await desk.tell({ mode: 'released' })
    await desk.untilWhileHeard(() => typesHeard().length === 3)
    expect(last()).toMatchObject({ type: 'request', to: '10.0.0.1', own: '10.0.0.77', wanted: '0.0.0.0' })
    await desk.tell({ mode: 'blocked' })
    await desk.untilWhileHeard(() => typesHeard().length === 4)
    expect([last()?.to, pings(), await isThere()]).toEqual(['10.0.0.1', 1, true])
  })

  test('is asked of anybody at seven eighths, and given up at the end of its lease', async () => {
    lan.lease = 24
    desk.provision({ ip: 'dhcp' })
    await desk.until(() => pings() > 0)
    await desk.tell({ mode: 'released' })
    lan.dhcp = 'never'
    await desk.untilWhileHeard(() => last()?.to === '10.0.0.1')
    await desk.untilWhileHeard(() => typesHeard().length === 4)
    expect(last()).toMatchObject({ type: 'request', to: '255.255.255.255', own: '10.0.0.77' })
    await desk.until(() => last()?.type === 'discover')
    await desk.pass(20)
    expect((await desk.ask('GET', '/state')).failure).toContain('ECONNRESET')
    const before = pings()
    lan.dhcp = 'well'
    await desk.until(() => pings() > before)
    expect(await isThere()).toBe(true)
    fits()
  })

  test('is doubted when the cable comes back, and a new network gives another one', async () => {
    desk.provision({ ip: 'dhcp' })
    await desk.until(() => pings() > 0)
    desk.board().chip.setLink(false)
    await desk.pass(100)
    desk.board().chip.setLink(true)
    lan.dhcp = 'refuses'
    await desk.until(() => typesHeard().length === 3)
    expect(last()).toMatchObject({ type: 'request', to: '255.255.255.255', own: '10.0.0.77' })
    lan.dhcp = 'well'
    await desk.until(() => typesHeard().length === 5)
    expect(typesHeard().slice(3)).toEqual(['discover', 'request'])
  })
})

describe('the address of its server', () => {
  test('is asked for by its name, and then no more', async () => {
    desk.provision({ server: 'mdns' })
    await desk.until(() => pings() > 0)
    expect(lan.questions()).toBe(1)
    await desk.tell({ mode: 'released' })
    await desk.pass(3_000)
    expect(lan.questions()).toBe(1)
    fits()
  })

  test('is asked for again, less and less often, until somebody knows it', async () => {
    lan.boss = null
    desk.provision({ server: 'mdns' })
    await desk.pass(8_000)
    // At once, and after 1, 2 and 4 seconds.
    expect([lan.questions(), pings()]).toEqual([4, 0])
    lan.boss = '10.0.0.10'
    await desk.until(() => pings() > 0)
  })

  test('does not come of garbage, and is asked for anew where it turns out to be wrong', async () => {
    lan.isGarbled = true
    desk.provision({ server: 'mdns' })
    await desk.pass(2_000)
    expect(pings()).toBe(0)
    lan.isGarbled = false
    lan.boss = '10.0.0.66'
    await desk.pass(3_000)
    lan.boss = '10.0.0.10'
    await desk.until(() => pings() > 0)
  })

  test('and its own are both asked for where neither was provisioned', async () => {
    desk.provision({ ip: 'dhcp', server: 'mdns' })
    await desk.until(() => pings() > 0)
    expect([typesHeard(), lan.questions()]).toEqual([['discover', 'request'], 1])
    expect(await desk.tell({})).toBe(200)
    fits()
  })
})
