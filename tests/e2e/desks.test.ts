import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Boss } from './boss/boss.ts'
import { type House, openHouse } from './boss/house.ts'
import { until } from './boss/until.ts'

const ready = z.strictObject({ id: z.string(), server: z.url(), gadget: z.url(), face: z.url() })
const shown = z.looseObject({ pattern: z.string(), gate: z.string() })
const list = z.object({ gadgets: z.array(z.looseObject({ id: z.string(), online: z.boolean() })) })

let house: House

beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const startDesk = (...more: string[]) =>
  house.start('gadget', '--name', 'left-desk', '--port', '0', '--face-port', '0', '--json', ...more)

async function faceOf(desk: Boss): Promise<string> {
  const [said] = await desk.says(/^\{"id".*\}$/m)
  return ready.parse(JSON.parse(said)).face
}

const shows = (face: string, pattern: string) =>
  until(`the desk shows ${pattern}`, async () => {
    const state = shown.parse(await (await fetch(`${face}/state`)).json())
    return state.pattern === pattern && state
  })

const press = (face: string) =>
  fetch(`${face}/press`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ button: 'unlock', ms: 100 }),
  })

test('a second desk at the same link turns blue too, and its press lets the pipeline go on', async () => {
  await using desk = startDesk()
  const face = await faceOf(desk)
  await shows(face, 'idle')
  const pipeline = house.start('lock', '--pipeline', 'shop', '--step', 'production')
  await Promise.all([shows(face, 'locked'), house.shows('locked')])
  const ended = await until('the pipeline goes on', async () => {
    await press(face)
    return Promise.race([pipeline.ended, new Promise<null>((resolve) => setTimeout(() => resolve(null), 1_000))])
  })
  expect(ended).toMatchObject({ code: 0 })
  await Promise.all([shows(face, 'idle'), house.shows('idle')])
  await until('the link knows that both are on', async () => {
    const { gadgets } = list.parse(JSON.parse((await house.run('gadget', 'list', '--json')).out))
    const on = gadgets.filter(({ online }) => online).map(({ id }) => id)
    return on.length === 2 && on.includes('desk') && on.includes('left-desk')
  })
  expect(await house.run('gadget', '--name', 'left-desk', '--json')).toMatchObject({ code: 2 })
})

test('it is the same gadget the next time, and one of a gate that is not there is refused', async () => {
  await using desk = startDesk()
  await shows(await faceOf(desk), 'idle')
  const { gadgets } = list.parse(JSON.parse((await house.run('gadget', 'list', '--json')).out))
  expect(gadgets.map(({ id }) => id).sort()).toEqual(['desk', 'left-desk'])
  const { code, out, err } = await house.run('gadget', '--name', 'right-desk', '--gate', 'no.such', '--json')
  expect({ code, says: `${out}${err}`.includes('no.such') }).toEqual({ code: 2, says: true })
})
