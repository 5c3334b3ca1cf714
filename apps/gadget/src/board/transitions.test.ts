import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Desk, openDesk } from '../testing/desk.ts'
import { variants } from './chip.ts'

vi.setConfig({ testTimeout: 120_000 })

const lock = '018f0000-0000-7000-8000-000000000001'
const head = { uuid: lock, pipeline: 'shop', step: 'production', by: 'Ada', age: 0 }

/** What the server says, and so what the lights have to show. */
const told = {
  idle: ['/unlock', {}],
  locked: ['/lock', { head, queue_length: 1 }],
  released: ['/release', { mode: 'released', until: 3_600_000 }],
  blocked: ['/block', { mode: 'blocked' }],
  unknown: ['/ping-ack', { link: false }],
} as const
type Shown = keyof typeof told
const all = Object.keys(told).filter((name): name is Shown => Object.hasOwn(told, name))

let desk: Desk

/** How the lights shone for that long: red, green and blue of each. */
async function look(ms: number) {
  desk.board().lights.take()
  await desk.pass(ms)
  return desk.board().lights.take()
}

const sumOf = (lights: Awaited<ReturnType<typeof look>>) =>
  [0, 1, 2].map((at) => Math.round(lights.reduce((sum, light) => sum + (light[at] ?? 0), 0)))

/** A person's reading of the lights. */
async function read(ms = 1_200): Promise<Shown | 'dark'> {
  const lights = await look(ms)
  const [red = 0, green = 0, blue = 0] = sumOf(lights)
  if (red + green + blue < 10) return 'dark'
  if (blue > red && blue > green) return lights[2][2] > 5 ? 'locked' : 'idle'
  if (green > red) return 'released'
  return green > red / 3 ? 'unknown' : 'blocked'
}

async function say(shown: Shown) {
  const [path, desired] = told[shown]
  expect(await desk.tell(desired, path)).toBe(200)
}

/** Two lights one after the other, as the light that is brightest moves. */
async function brightest(steps: number, color: number) {
  const seen: number[] = []
  for (let step = 0; step < steps; step += 1) {
    const levels = (await look(82)).map((light) => light[color] ?? 0)
    seen.push(levels.indexOf(Math.max(...levels)))
  }
  return seen.filter((light, at) => light !== seen[at - 1])
}

describe.each(variants)('the gadget with %s', (variant) => {
  beforeEach(async () => {
    desk = await openDesk({ variant })
  })
  afterEach(() => desk.close())

  describe('what the server says is what the lights show, whatever they showed before', () => {
    test.each(all)('from %s to each of the others and back', async (from) => {
      await desk.turnOn()
      await desk.pass(1_300)
      for (const to of all.filter((name) => name !== from)) {
        await say(from)
        // The blue flash of the way to default is over.
        await desk.pass(400)
        expect(await read()).toBe(from)
        await say(to)
        await desk.pass(400)
        expect(await read()).toBe(to)
      }
    })
  })

  test('asked to try its lights it shows each in red, in green and in blue, and then what it showed before', async () => {
    await desk.turnOn()
    await desk.pass(1_300)
    expect(await desk.tell({ mode: 'blocked' }, '/test')).toBe(200)
    const seen: string[] = []
    for (let passed = 0; passed < 2_900; passed += 25) {
      const levels = (await look(25)).flatMap((light, index) =>
        light.map((level, color) => ({ level, name: `${['red', 'green', 'blue'][color]} ${index}` })),
      )
      const { name } = levels.reduce((one, other) => (other.level > one.level ? other : one))
      if (name !== seen.at(-1)) seen.push(name)
    }
    expect(seen.slice(0, 15)).toEqual(
      ['red', 'green', 'blue'].flatMap((color) => [0, 1, 2, 3, 4].map((index) => `${color} ${index}`)),
    )
    await desk.pass(300)
    expect(await read()).toBe('blocked')
  })

  test('it looks for its server in white, finds it in green, and then waits in a dim blue', async () => {
    desk.provision()
    await desk.pass(400)
    const white = sumOf(await look(2_600))
    expect(Math.min(...white) / Math.max(...white)).toBeGreaterThan(0.7)
    await desk.tell({})
    const [red = 0, green = 0] = sumOf(await look(1_100))
    expect(green).toBeGreaterThan(200)
    expect(red).toBeLessThan(green / 4)
    await desk.pass(200)
    expect(await read()).toBe('idle')
  })

  test('blue goes round, faster with age and with the queue', async () => {
    const changes: number[] = []
    await desk.turnOn()
    for (const [age, queue] of [
      [0, 1],
      [11 * 60_000, 1],
      [31 * 60_000, 6],
    ] as const) {
      await desk.tell({ head: { ...head, age }, queue_length: queue }, '/lock')
      await desk.pass(1_300)
      await desk.tell({ head: { ...head, age: age + 1_300 }, queue_length: queue }, '/lock')
      const seen = await brightest(30, 2)
      expect(new Set(seen)).toEqual(new Set([0, 1, 2, 3, 4]))
      changes.push(seen.length)
    }
    expect(changes).toEqual([...new Set(changes)].sort((one, other) => one - other))
  })

  test('blue slides from each light to the next', async () => {
    await desk.turnOn({ head, queue_length: 1 })
    await desk.pass(1_300)
    const seen = await brightest(24, 2)
    const [first = 0] = seen
    expect(seen).toEqual(seen.map((_, at) => (first + at) % 5))
  })

  test('red spins', async () => {
    await desk.turnOn({ mode: 'blocked' })
    await desk.pass(1_300)
    const seen = await brightest(20, 0)
    expect(new Set(seen)).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  test('going back to default is one short blue flash of all lights', async () => {
    await desk.turnOn({ mode: 'blocked' })
    await desk.pass(1_300)
    await desk.tell({}, '/unlock')
    const levels = (await look(250)).map((light) => light[2])
    expect(Math.min(...levels)).toBeGreaterThan(40)
    await desk.pass(400)
    expect(await read()).toBe('idle')
  })

  test('a press shows its colour until the server says what became of it', async () => {
    await desk.turnOn()
    await desk.pass(1_300)
    await desk.press('release', 760)
    await desk.pass(200)
    await desk.tell({}, '/unlock')
    const levels = (await look(300)).map((light) => light[1])
    expect(Math.min(...levels)).toBeGreaterThan(40)
    await desk.tell({ mode: 'released', until: 3_600_000, answered: { counter: 65_537, ok: true } }, '/release')
    expect(await read()).toBe('released')
  })

  test('a press that was refused is two short red flashes', async () => {
    await desk.turnOn()
    await desk.pass(1_300)
    await desk.press('release', 760)
    await desk.until(() => desk.came.some(({ path }) => path === '/release'))
    await desk.tell({ answered: { counter: 65_537, ok: false } }, '/lock')
    const flashes: boolean[] = []
    for (let step = 0; step < 15; step += 1) flashes.push((sumOf(await look(41))[0] ?? 0) > 100)
    const starts = flashes.filter((isOn, at) => isOn && !flashes[at - 1])
    expect(starts).toHaveLength(2)
    await desk.pass(300)
    expect(await read()).toBe('idle')
  })

  test('the lights fill up one by one while the big button is held', async () => {
    await desk.turnOn({ mode: 'blocked' })
    await desk.pass(1_300)
    desk.board().setButton('unlock', true)
    await desk.pass(340)
    const filled: number[] = []
    for (let step = 0; step < 12; step += 1)
      filled.push((await look(82)).filter((light) => light[2] > 40 && light[0] < 20).length)
    expect(filled).toEqual([...filled].sort((one, other) => one - other))
    expect(filled[0]).toBeLessThan(3)
    expect(filled.at(-1)).toBeGreaterThanOrEqual(4)
    desk.board().setButton('unlock', false)
  })

  test('a server that is not heard any more is amber, and one that is back needs nothing else', async () => {
    await desk.turnOn({ head, queue_length: 1 })
    await desk.pass(6_000)
    expect(await read()).toBe('unknown')
    await say('locked')
    expect(await read()).toBe('locked')
  })

  test.each([
    ['unlock', 20],
    ['release', 600],
    ['block', 600],
  ] as const)('an elbow on %s for %i ms presses nothing', async (button, ms) => {
    await desk.turnOn({ head, queue_length: 1 })
    await desk.pass(1_300)
    await desk.press(button, ms)
    await desk.pass(1_000)
    expect(desk.came.filter(({ path }) => path !== '/ping')).toEqual([])
  })
})
