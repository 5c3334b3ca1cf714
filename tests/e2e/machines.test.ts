import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { boss } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { containing } from './boss/said.ts'
import { type Hall, openHall } from './hall.ts'

let hall: Hall
let folder: ReturnType<typeof tempFolder>
beforeAll(async () => {
  hall = await openHall()
  folder = tempFolder()
})
afterAll(async () => {
  folder[Symbol.dispose]()
  await hall.close()
})

const run = (...args: string[]) => boss(args, { BOSS_URL: hall.url, BOSS_TOKEN: hall.tokens.operator })
const settings = z.looseObject({
  mac_key: z.string().optional(),
  press_key: z.string().optional(),
  link: z.unknown().optional(),
})
const settingsIn = (file: string) => settings.parse(JSON.parse(readFileSync(file, 'utf8')))

describe('a gadget', () => {
  test('enrols itself with a code, moves, and is revoked', async () => {
    const made = await run('gadget', 'code', 'desk-2', '--name', 'Second floor', '--boss', 'person:anna')
    expect(made).toMatchObject({ code: 0, err: containing('good once') })
    const config = join(folder.path, 'gadget.json')
    const enrolled = await boss(['enrol', made.out.trim(), '--config', config], { BOSS_URL: hall.url })
    expect(enrolled).toMatchObject({ code: 0, out: containing('enrolled the gadget Second floor at root') })
    expect(settingsIn(config).press_key).toMatch(/^[0-9a-f]{64}$/)
    const again = await boss(['enrol', made.out.trim(), '--config', config], { BOSS_URL: hall.url })
    expect(again).toMatchObject({ code: 2, err: containing('was used') })

    expect((await run('gate', 'add', 'shop')).code).toBe(0)
    expect((await run('gadget', 'move', 'desk-2', '--gate', 'shop', '--shared')).out).toContain('votes as Second floor')
    expect((await run('gadget', 'revoke', 'desk-2')).code).toBe(0)
    expect((await run('gadget', 'list')).out).toMatch(/desk-2 .*at shop.*revoked/)
    expect((await run('history')).out).toMatch(/gadget revoked/)
  })

  test('and its server share a key, which is not the one that presses', async () => {
    const code = (await run('server', 'code', 'pi-2')).out.trim()
    const config = join(folder.path, 'server.json')
    expect((await boss(['enrol', code, '--config', config, '--url', hall.url])).code).toBe(0)
    const { token } = z.object({ token: z.string() }).parse(settingsIn(config).link)
    const desk = (await run('gadget', 'code', 'desk-3')).out.trim()
    const gadgetFile = join(folder.path, 'desk-3.json')
    expect((await boss(['enrol', desk, '--config', gadgetFile, '--url', hall.url])).code).toBe(0)
    const key = await boss(['gadget', 'key', 'desk-3'], { BOSS_URL: hall.url, BOSS_TOKEN: token })
    expect(key.out.trim()).toBe(settingsIn(gadgetFile).mac_key)
    expect(key.out.trim()).not.toBe(settingsIn(gadgetFile).press_key)
  })
})

test('a token that is no JWT of anybody trusted is refused, however long it is', async () => {
  const asked = await boss(['lock', '--pipeline', 'p', '--step', 's', '--no-wait'], {
    BOSS_URL: hall.url,
    BOSS_OIDC_TOKEN: `${'a'.repeat(2_000)}.b.c`,
  })
  expect(asked).toMatchObject({ code: 2, err: containing('no issuer that this link trusts') })
})
