import { type FakeChip, type GpioVersion, startFakeChip } from '@boss-deployer/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startBoss } from './boss/boss.ts'
import { type House, openHouse } from './boss/house.ts'
import { until } from './boss/until.ts'

vi.setConfig({ testTimeout: 60_000 })

const ready = z.looseObject({ face: z.url() })
const shown = z.looseObject({ pattern: z.string(), holds: z.array(z.looseObject({ button: z.string() })) })
/** The usual lines (docs/gpio.md). */
const lines = { unlock: 17, release: 27, block: 22, red: 23, green: 24, blue: 25 } as const

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const start = (chip: FakeChip, name: string) =>
  startBoss(
    ['gadget', '--name', name, '--gpio', '--port', '0', '--face-port', '0', '--json', '--data', house.data],
    chip.env,
  )

async function shows(face: string, pattern: string) {
  await until(`the desk shows ${pattern}`, async () => {
    const state = shown.parse(await (await fetch(`${face}/state`)).json())
    return state.pattern === pattern
  })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test.each<[GpioVersion, string]>([
  ['1.6.3', 'pi-one'],
  ['2.2.1', 'pi-two'],
])(
  'on the pins of a Raspberry Pi with libgpiod %s: blue when somebody waits, and a press lets them pass',
  async (version, name) => {
    const chip = await startFakeChip(version)
    const desk = start(chip, name)
    try {
      const [said] = await desk.says(/^\{"id".*\}$/m)
      const { face } = ready.parse(JSON.parse(said))
      await shows(face, 'idle')
      const pipeline = house.start('lock', '--pipeline', 'shop', '--step', 'production')
      await shows(face, 'locked')
      await until('the light is blue', () => Promise.resolve(chip.high()?.join() === String(lines.blue)))
      const ended = await until('the pipeline goes on', async () => {
        chip.move(lines.unlock, true)
        await pause(150)
        chip.move(lines.unlock, false)
        return Promise.race([pipeline.ended, pause(1_000).then(() => null)])
      })
      expect(ended).toMatchObject({ code: 0 })
      expect(chip.calls.every((args) => args.includes('gpiochip0'))).toBe(true)
    } finally {
      await desk[Symbol.asyncDispose]()
      chip.close()
    }
    expect(chip.high()).toBeNull()
  },
)

test('garbage presses nothing, and a watcher that dies while a button is down presses nothing either', async () => {
  const chip = await startFakeChip('1.6.3')
  const desk = start(chip, 'pi-three')
  try {
    const [said] = await desk.says(/^\{"id".*\}$/m)
    const { face } = ready.parse(JSON.parse(said))
    await shows(face, 'idle')
    chip.say('99 0\nError: what?\n17\n22 22\n\n')
    chip.say('x'.repeat(5_000))
    chip.move(lines.release, true)
    await until('the button is down', async () => {
      const { holds } = shown.parse(await (await fetch(`${face}/state`)).json())
      return holds.length === 1
    })
    const watchersBefore = chip.calls.filter(([name]) => name === 'gpiomon').length
    chip.kill(1)
    await until('it is watched again', () =>
      Promise.resolve(chip.calls.filter(([name]) => name === 'gpiomon').length > watchersBefore),
    )
    await pause(900)
    await shows(face, 'idle')
    chip.move(lines.block, true)
    await shows(face, 'blocked')
    chip.move(lines.block, false)
    await house.run('default', '--reason', 'tried')
  } finally {
    await desk[Symbol.asyncDispose]()
    chip.close()
  }
})

test('without the tools it says how to get them', async () => {
  const { code, err } = await startBoss(
    ['gadget', '--name', 'pi-four', '--gpio', '--port', '0', '--face-port', '0', '--data', house.data],
    { PATH: '/nowhere' },
  ).ended
  expect(code).not.toBe(0)
  expect(err).toContain('apt-get install -y --no-install-recommends gpiod')
})
