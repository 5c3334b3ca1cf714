import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type House, openHouse } from './boss/house.ts'
import { until } from './boss/until.ts'

const ofBoard = z.looseObject({
  display: z.base64(),
  board: z.strictObject({ speed: z.number().nullable(), slow: z.boolean() }),
})

const withLights = z.looseObject({ lights: z.array(z.tuple([z.int(), z.int(), z.int()])) })

let house: House

/** What the link answers its operator. */
async function atLink(method: string, path: string): Promise<unknown> {
  const { operator } = z
    .looseObject({ operator: z.string() })
    .parse(JSON.parse(readFileSync(house.at.token_file, 'utf8')))
  const headers = { authorization: `Bearer ${operator}` }
  return (await fetch(`${house.at.link}/api/v1${path}`, { method, headers })).json()
}

beforeAll(async () => {
  house = await openHouse(undefined, '--port', '0', '--board')
})
afterAll(() => house[Symbol.asyncDispose]())

test('the firmware itself answers at the address of the gadget', async () => {
  const said = await until('it hears its server', async () => {
    const answer: unknown = await (await fetch(`${house.at.gadget}/state`)).json()
    return z.looseObject({ on: z.literal(true) }).safeParse(answer).data
  })
  expect(said).toEqual({ gadget: 'desk', on: true, mode: 'default', queue_length: 0, link: true, version: 'board-1' })
})

test('a press on its button lets the pipeline go on', async () => {
  await house.shows('idle')
  const pipeline = house.start('lock', '--pipeline', 'shop', '--step', 'production')
  const { lights } = withLights.parse(await house.shows('locked'))
  expect(lights).toHaveLength(5)
  // A press that came too soon for the gadget is made again.
  const ended = await until('the pipeline goes on', async () => {
    await house.press('unlock', 100)
    return Promise.race([pipeline.ended, new Promise<null>((resolve) => setTimeout(() => resolve(null), 2_000))])
  })
  expect(ended).toMatchObject({ code: 0 })
  await house.shows('idle')
})

test('asked at the link to try its lights, it shows one after the other', async () => {
  const { gadgets } = z
    .looseObject({ gadgets: z.tuple([z.looseObject({ id: z.string() })]) })
    .parse(await atLink('GET', '/gadgets'))
  expect(await atLink('POST', `/gadgets/${gadgets[0].id}/test`)).toMatchObject({ online: true })
  await until('one light alone is bright', async () => {
    const { lights } = withLights.parse(await house.face())
    return lights.filter((light) => Math.max(...light) > 120).length === 1
  })
  await house.shows('idle')
  expect((await house.run('history', '--json')).out).toContain('lights-tested')
})

test('its face gets the dots of its display, and how fast it runs', async () => {
  const { display, board } = await until('it knows how fast it runs', async () => {
    const shown = ofBoard.parse(await house.face())
    return shown.board.speed !== null && shown
  })
  expect(Buffer.from(display, 'base64')).toHaveLength((128 * 64) / 8)
  expect(board.slow).toBe((board.speed ?? 0) < 0.9)
})

test('a red button held blocks the gate', async () => {
  await house.press('block', 900)
  await house.shows('blocked')
  const { code, out } = await house.run('status', '--json')
  expect({ code, isBlocked: out.includes('"blocked"') }).toEqual({ code: 0, isBlocked: true })
})
