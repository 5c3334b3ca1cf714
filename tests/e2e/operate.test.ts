import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { boss, startBoss } from './boss/boss.ts'
import { type House, openHouse } from './boss/house.ts'
import { aList, aNumber, containing } from './boss/said.ts'
import { until } from './boss/until.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const documentOf = (text: string): unknown => JSON.parse(text)

describe('gates', () => {
  test('are made below one another, listed, and blocked from above', async () => {
    expect((await house.run('gate', 'add', 'shop')).code).toBe(0)
    expect((await house.run('gate', 'add', 'shop.production', '--approvals', '1', '--queue', 'newest-wins')).code).toBe(
      0,
    )
    expect(await house.run('gate', 'add', 'shop')).toMatchObject({ code: 1, err: containing('is there already') })
    const { out } = await house.run('gate', 'list')
    expect(out).toContain('shop.production asks the boss')
    expect(await house.run('block', '--reason', 'no gate named')).toMatchObject({
      code: 2,
      err: containing('--gate is missing'),
    })
    expect((await house.run('block', '--gate', 'shop', '--reason', 'incident')).code).toBe(0)
    const below = await house.run('status', '--gate', 'shop.production')
    expect(below.out).toContain('shop.production lets nobody through, by the order of shop')
    const later = await house.run('lock', '--gate', 'shop.production', '--pipeline', 'p', '--step', 's')
    expect(later.code).toBe(1)
    expect(await house.run('default', '--gate', 'shop.production')).toMatchObject({ code: 1 })
    expect((await house.run('default', '--gate', 'shop')).code).toBe(0)
  })

  test('answer scripts with one document each', async () => {
    const status = documentOf((await house.run('status', '--gate', 'root', '--json')).out)
    expect(status).toMatchObject({ gates: [{ gate: 'root', effective: 'default', held_by: 'root' }] })
    const missing = await house.run('status', '--gate', 'nowhere', '--json')
    expect(missing).toMatchObject({ code: 2, out: '' })
    expect(documentOf(missing.err)).toMatchObject({ error: { code: 'gate_not_found' } })
  })

  test('are not released over a lock that waits, unless it passes too', async () => {
    await house.run('gate', 'add', 'busy')
    const pipeline = house.start('lock', '--gate', 'busy', '--pipeline', 'p', '--step', 's')
    await pipeline.says(/waiting/)
    const refused = await house.run('release', '--gate', 'busy')
    expect(refused).toMatchObject({ code: 1, err: containing('--approve-pending') })
    expect((await house.run('release', '--gate', 'busy', '--for', '1m', '--approve-pending')).code).toBe(0)
    expect((await pipeline.ended).code).toBe(0)
  })

  test('unlock without a name says what waits', async () => {
    const { out } = await house.run('lock', '--gate', 'shop', '--pipeline', 'p', '--step', 's', '--no-wait')
    const uuid = out.trim()
    expect(await house.run('unlock')).toMatchObject({ code: 2, err: containing(`boss unlock ${uuid}`) })
    expect((await house.run('unlock', '--head', '--gate', 'shop')).code).toBe(0)
  })
})

describe('tokens', () => {
  test('are shown once, do their work in their gates only, and end when revoked', async () => {
    const made = await house.run('token', 'create', '--name', 'shop-ci', '--role', 'pipeline', '--gate', 'shop')
    expect(made.code).toBe(0)
    const env = { BOSS_URL: house.at.link, BOSS_TOKEN: made.out.trim() }
    const ask = ['lock', '--pipeline', 'shop', '--step', 's', '--no-wait', '--gate']
    expect((await boss([...ask, 'shop.production'], env)).code).toBe(7)
    expect((await boss([...ask, 'root'], env)).code).toBe(1)
    expect((await boss(['release', '--gate', 'shop'], env)).code).toBe(1)
    const [, id = ''] = /token (\S+) for shop-ci/.exec(made.err) ?? []
    expect(made.err).not.toContain('there is no gate')
    const early = await house.run('token', 'create', '--name', 'early', '--role', 'pipeline', '--gate', 'shop.early')
    expect(early).toMatchObject({ code: 0, out: expect.stringMatching(/^boss_\S+\n$/) as string })
    expect(early.err).toContain('boss gate add shop.early')
    expect((await house.run('token', 'list')).out).toMatch(/shop-ci +pipeline at shop +/)
    expect((await house.run('token', 'list')).out).not.toContain(made.out.trim())
    expect((await house.run('token', 'revoke', id)).code).toBe(0)
    expect((await boss([...ask, 'shop.production'], env)).code).toBe(2)
  })
})

describe('the console', () => {
  test('is opened by a fresh address each time', async () => {
    const { out } = await house.run('console')
    const again = await house.run('console')
    expect(out).toMatch(new RegExp(`^${house.at.link}/#code=\\S+\n$`))
    expect(again.out).not.toBe(out)
  })
})

describe('the history', () => {
  const exported = async () => {
    const tokens = z.object({ operator: z.string() }).parse(documentOf(readFileSync(house.at.token_file, 'utf8')))
    const headers = { authorization: `Bearer ${tokens.operator}` }
    const lines = await fetch(`${house.at.link}/api/v1/history/export?limit=500&after=0`, { headers })
    return lines.text()
  }

  test('is told oldest first, and follows', async () => {
    await using follower = house.start('history', '--follow', '--limit', '1', '--json')
    await until('it has begun', () => follower.said.out.includes('\n'))
    await house.run('block', '--gate', 'shop', '--reason', 'follow me')
    await follower.says(/"type":"mode-changed".*/)
    await house.run('default', '--gate', 'shop')
    const sequences = (await house.run('history', '--json')).out
    const { events } = z
      .object({ events: z.array(z.looseObject({ sequence: z.number() })) })
      .parse(documentOf(sequences))
    expect(events.map(({ sequence }) => sequence)).toEqual(
      [...events.map(({ sequence }) => sequence)].sort((a, b) => a - b),
    )
  })

  test('is verified clean, from the link and from a file', async () => {
    const { code, out } = await house.run('history', 'verify')
    expect(code).toBe(0)
    const [, head = ''] = /^head {3}(\S+)$/m.exec(out) ?? []
    const file = join(house.data, 'export.ndjson')
    writeFileSync(file, await exported())
    expect((await house.run('history', 'verify', file, '--head', head)).code).toBe(0)
    expect((await house.run('history', 'verify', '--head', head)).code).toBe(0)
    expect((await house.run('history', 'verify', file)).out).toContain('the last event is not covered')
  })

  test('with one changed event is broken there', async () => {
    const lines = (await exported()).trimEnd().split('\n')
    lines[2] = (lines[2] ?? '').replace('"name":"operator"', '"name":"nobody__"')
    const file = join(house.data, 'forged.ndjson')
    writeFileSync(file, `${lines.join('\n')}\n`)
    const { code, err } = await house.run('history', 'verify', file)
    expect(code).toBe(1)
    expect(err).toContain('the history is broken at event 3')
  })
})

describe('the live view', () => {
  test('shows what happens, a line an event', async () => {
    await using watch = house.start('watch')
    await watch.says(/operator/)
    const { out } = await house.run('lock', '--gate', 'shop', '--pipeline', 'seen', '--step', 's', '--no-wait')
    await watch.says(/seen \/ s at shop/)
    await house.run('reject', out.trim(), '--reason', 'seen')
    await watch.says(/rejected/)
    watch.signal('SIGINT')
    expect((await watch.ended).code).toBe(0)
  })

  test('with --json is the whole state, a document a line', async () => {
    await using watch = house.start('watch', '--json')
    const [line] = await watch.says(/^\{.*\}$/m)
    expect(documentOf(line)).toMatchObject({ sequence: aNumber, gates: aList, locks: [] })
  })
})

describe('the parts one by one', () => {
  test('run in the foreground on the settings that boss up wrote, and end with ctrl-C', async () => {
    const { data } = await (async () => {
      await using first = await openHouse(join(house.data, 'parts'))
      return first
    })()
    await using link = startBoss(['link', '--port', '0', '--data', data])
    await link.says(/"ready":"link"/)
    await using server = startBoss(['server', '--port', '0', '--data', data])
    await server.says(/"ready":"server"/)
    await using gadget = startBoss(['gadget', '--port', '0', '--face-port', '0', '--data', data])
    await gadget.says(/"ready":"gadget"/)
    for (const part of [gadget, server, link]) {
      part.signal('SIGINT')
      expect((await part.ended).code).toBe(0)
    }
  })

  test('say where their settings are missing', async () => {
    const { code, err } = await boss(['server', '--data', join(house.data, 'nothing')])
    expect(code).toBe(2)
    expect(err).toContain('server/config.json is not there')
  })
})
