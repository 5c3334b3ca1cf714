import { macHeaders, macOf, pressMac, sessionKey } from '@boss-deployer/protocol/gadget'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Desk, keys, openDesk, pingBody, SESSION, settings } from '../testing/desk.ts'

const lock = '018f0000-0000-7000-8000-000000000001'
const head = { uuid: lock, pipeline: 'shop', step: 'production', by: 'Ada', age: 0 }

// Emulated time is what counts here, and a machine may be slow.
vi.setConfig({ testTimeout: 120_000 })

let desk: Desk

beforeEach(async () => {
  desk = await openDesk()
})

afterEach(() => desk.close())

const sum = (lights: readonly (readonly number[])[]) =>
  [0, 1, 2].map((color) => lights.reduce((total, light) => total + (light[color] ?? 0), 0))

test('a board that was never set up says so, and runs once it is', async () => {
  desk.board().run(300)
  expect(desk.board().heard()).toBe('trouble NO KEYS\n')
  expect(desk.board().say('hello')).toContain('boss board-1 empty')
  desk.provision()
  await desk.pass(300)
  expect(desk.board().heard()).toBe('boss board-1 1\n')
})

test('its watchdog starts it with what was sealed, and it finds its server', async () => {
  desk.board().run(300)
  for (const line of [...settings.map((it) => `set ${it}`), 'seal']) expect(desk.board().say(line)).toBe('ok')
  await desk.until(() => desk.board().heard().endsWith('boss board-1 1\n'))
  await desk.until(() => desk.came.length > 0)
  expect(await desk.tell({ mode: 'released' })).toBe(200)
})

test('every power-up has another number', async () => {
  desk.provision()
  for (const boot of [1, 2, 3]) {
    await desk.pass(200)
    expect(desk.board().heard()).toBe(`boss board-1 ${boot}\n`)
    desk.restart()
  }
})

test('it pings its server, is greeted, and shows a lock in blue', async () => {
  desk.provision()
  await desk.until(() => desk.came.length > 0)
  const [ping] = desk.came
  const body = pingBody.parse(JSON.parse(ping?.body ?? ''))
  expect(body).toEqual({ nonce: '0000000100000001', boot: 1, version: 'board-1' })
  const said = { direction: 'g>s', gadget: 'desk-1', method: 'POST', path: '/ping', session: '', counter: 1 } as const
  expect(ping?.headers[macHeaders.mac]).toBe(macOf(keys.mac, { ...said, body: ping?.body ?? '' }))
  expect(await desk.tell({})).toBe(200)
  await desk.pass(1_300)
  expect(await desk.tell({ head, queue_length: 1 }, '/lock')).toBe(200)
  await desk.pass(50)
  desk.board().lights.take()
  await desk.pass(1_000)
  const [red = 0, green = 0, blue = 0] = sum(desk.board().lights.take())
  expect(blue).toBeGreaterThan(200)
  expect(green).toBeLessThan(blue / 2)
  expect(red).toBeLessThan(10)
})

test('a press is signed for the link, once, whatever the switch bounces', async () => {
  await desk.turnOn({ head, queue_length: 1 })
  await desk.pass(700)
  await desk.press('unlock', 60)
  await desk.until(() => desk.came.some(({ path }) => path === '/unlock'))
  const sent = desk.came.filter(({ path }) => path === '/unlock')
  const unsigned = { gadget: 'desk-1', counter: 65_537, action: 'unlock', uuid: lock } as const
  const mac = pressMac(keys.press, { ...unsigned, target: lock })
  expect(sent.map(({ body }): unknown => JSON.parse(body))).toEqual([{ press: { ...unsigned, mac } }])
  const key = sessionKey(keys.mac, 'g>s', { gadget: desk.nonce(), server: SESSION })
  const said = {
    direction: 'g>s',
    gadget: 'desk-1',
    method: 'POST',
    path: '/unlock',
    session: SESSION,
    counter: 1,
  } as const
  expect(sent[0]?.headers[macHeaders.mac]).toBe(macOf(key, { ...said, body: sent[0]?.body ?? '' }))
})

test('a message that a stranger has touched is refused, and the next good one is not', async () => {
  await desk.turnOn()
  expect(
    await desk.tell({ mode: 'blocked' }, '/block', (mac) => mac.replace(/^./, (first) => (first === '0' ? '1' : '0'))),
  ).toBe(401)
  expect(await desk.tell({ mode: 'blocked' }, '/block')).toBe(200)
})

test('anybody may ask what it shows', async () => {
  await desk.turnOn({ mode: 'released' })
  const { status, text } = await desk.ask('GET', '/state', {}, '')
  expect([status, JSON.parse(text)]).toEqual([
    200,
    { gadget: 'desk-1', on: true, mode: 'released', queue_length: 0, link: true, version: 'board-1' },
  ])
  expect((await desk.ask('GET', '/', {}, '')).status).toBe(404)
})

test('a block is heard for two seconds', async () => {
  const tone = async (ms: number) => {
    desk.board().turnsOfPiezo()
    await desk.pass(ms)
    return desk.board().turnsOfPiezo() / 2 / (ms / 1_000)
  }
  await desk.turnOn()
  expect(await tone(100)).toBe(0)
  await desk.tell({ mode: 'blocked' }, '/block')
  expect(await tone(1_500)).toBeGreaterThan(2_300)
  await desk.pass(600)
  expect(await tone(500)).toBe(0)
})

test('a muted gadget blocks in silence', async () => {
  desk.provision({ muted: '1' })
  await desk.until(() => desk.came.some(({ path }) => path === '/ping'))
  await desk.tell({ mode: 'blocked' })
  desk.board().turnsOfPiezo()
  await desk.pass(500)
  expect(desk.board().turnsOfPiezo()).toBe(0)
})

test('without its server it is amber', async () => {
  await desk.turnOn({ mode: 'blocked' })
  await desk.pass(5_000)
  desk.board().lights.take()
  await desk.pass(500)
  const [red = 0, green = 0, blue = 0] = sum(desk.board().lights.take())
  expect(red).toBeGreaterThan(1_000)
  expect(green / red).toBeCloseTo(110 / 255, 1)
  expect(blue).toBeLessThan(20)
})

test('its RAM is enough: what is static and the deepest stack stay below 1.8 KB', async () => {
  await desk.turnOn({ head, queue_length: 1 })
  await desk.pass(700)
  await desk.press('unlock', 60)
  await desk.press('block', 800)
  await desk.ask('GET', '/state', {}, '')
  const { stack, untouched } = desk.board().uno.memory()
  expect({ stack, untouched, isEnough: 2_048 - untouched < 1_843 }).toMatchObject({ isEnough: true })
})
