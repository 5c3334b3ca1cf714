import { readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { boss, startBoss } from './boss/boss.ts'
import { openHouse, tempFolder } from './boss/house.ts'
import { aText } from './boss/said.ts'
import { until } from './boss/until.ts'

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
const running = z.looseObject({ children: z.array(z.looseObject({ pid: z.number() })) })
const childrenOf = (data: string) =>
  running.parse(JSON.parse(readFileSync(join(data, 'running.json'), 'utf8'))).children.map(({ pid }) => pid)

describe('boss up', () => {
  test('answers one JSON line, keeps its tokens to itself, and every address answers', async () => {
    await using house = await openHouse()
    expect(house.up.said.out.trim().split('\n')).toHaveLength(1)
    expect(statSync(house.at.token_file).mode & 0o777).toBe(0o600)
    expect(statSync(house.data).mode & 0o777).toBe(0o700)
    const tokens: unknown = JSON.parse(readFileSync(house.at.token_file, 'utf8'))
    expect(tokens).toMatchObject({ url: house.at.link, operator: aText, pipeline: aText })
    for (const path of [
      `${house.at.link}/healthz`,
      `${house.at.server}/state`,
      `${house.at.gadget}/state`,
      house.at.face,
    ]) {
      expect((await fetch(path)).status, path).toBe(200)
    }
    expect(house.at.console).toMatch(new RegExp(`^${house.at.link}/#code=\\S+$`))
    await until('the gadget is known to answer', async () => / on$/m.test((await house.run('gadget', 'list')).out))
    house.up.signal('SIGINT')
    expect((await house.up.ended).code).toBe(0)
  })

  test('tells a person the addresses, what to paste, what to press, how to stop and how to reset', async () => {
    using folder = tempFolder()
    const data = join(folder.path, "a folder's name")
    await using up = startBoss(['up', '--port', '0', '--data', data])
    await up.says(/To reset/)
    const { out, err } = up.said
    expect(err).toMatch(/starting the link[\s\S]*the link runs at[\s\S]*the gadget runs at/)
    expect(out).toMatch(/gadget .*http[\s\S]*console .*#code=[\s\S]*link .*http[\s\S]*server .*http/)
    expect(out).toMatch(/press its big button/)
    expect(out).toContain('Stop with ctrl-C')
    const [, paste = ''] = /^ {4}node (\S+ demo .*)$/m.exec(out) ?? []
    expect(paste).toMatch(/^\/.*apps\/cli\/bin\/boss\.js demo --data '.*a folder'\\''s name\/?.*'$/)
    expect(out).toContain(`rm -r '${data.replace("'", "'\\''")}'`)
  })

  test('keeps all data, and the gadget, over a second start', async () => {
    using folder = tempFolder()
    const uuid = await (async () => {
      await using house = await openHouse(folder.path)
      return (await house.run('lock', '--pipeline', 'shop', '--step', 'production', '--no-wait')).out.trim()
    })()
    await using house = await openHouse(folder.path)
    expect((await house.shows('locked')).head?.uuid).toBe(uuid)
    await house.press('unlock', 120)
    expect((await house.run('wait', uuid)).code).toBe(0)
    expect((await house.run('history', 'verify')).code).toBe(0)
  })

  test('refuses a folder that another one holds, naming it', async () => {
    await using house = await openHouse()
    const second = await boss(['up', '--port', '0', '--data', house.data])
    expect(second).toMatchObject({ code: 2, out: '' })
    expect(second.err).toContain(
      `is held by a "boss up" that runs already at ${house.at.link} (process ${house.up.pid})`,
    )
    const link = await boss(['link', '--port', '0', '--data', house.data])
    expect(link.code).toBe(2)
    expect((await house.run('status')).code).toBe(0)
  })

  test('takes the next free port when one is taken, and says so', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    using folder = tempFolder()
    {
      await using house = await openHouse(folder.path, '--port', String(port))
      expect(Number(new URL(house.at.link).port)).toBeGreaterThan(port)
      const told: unknown = JSON.parse(house.up.said.err.split('\n')[0] ?? '')
      expect(told).toMatchObject({ port_taken: { for: 'link', wanted: port } })
    }
    other.close()
  })

  test('starts a part again that died, and the house works on', async () => {
    await using house = await openHouse()
    const [link = 0] = childrenOf(house.data)
    process.kill(link, 'SIGKILL')
    await house.up.says(/"died":"link"/)
    const next = await until('the link runs again', () =>
      childrenOf(house.data).find((pid) => pid !== link && isAlive(pid)),
    )
    expect(next).toBeGreaterThan(0)
    await house.shows('idle')
    const pipeline = house.start('lock', '--pipeline', 'shop', '--step', 'production')
    await house.shows('locked')
    await house.press('unlock', 120)
    expect((await pipeline.ended).code).toBe(0)
  })

  test('killed hard leaves no process behind, and the folder can be used again', async () => {
    using folder = tempFolder()
    const house = await openHouse(folder.path)
    const children = childrenOf(house.data)
    expect(children).toHaveLength(3)
    house.up.signal('SIGKILL')
    await house.up.ended
    await using again = await openHouse(folder.path)
    expect(children.filter(isAlive)).toEqual([])
    await again.shows('idle')
  })

  test('mends settings that were lost: the server is let in again, and a new gadget is enrolled', async () => {
    using folder = tempFolder()
    await (await openHouse(folder.path))[Symbol.asyncDispose]()
    rmSync(join(folder.path, 'server', 'config.json'))
    rmSync(join(folder.path, 'gadget'), { recursive: true })
    await using house = await openHouse(folder.path)
    expect(await house.shows('idle')).toMatchObject({ gadget: 'desk-2' })
    const pipeline = house.start('lock', '--pipeline', 'shop', '--step', 'production')
    await house.shows('locked')
    await house.press('unlock', 120)
    expect((await pipeline.ended).code).toBe(0)
  })

  test('ends with the words of a part that cannot start', async () => {
    using folder = tempFolder()
    await using link = startBoss(['link', '--port', '0', '--data', folder.path])
    await link.says(/"ready":"link"/)
    const up = await boss(['up', '--port', '0', '--data', folder.path])
    expect(up.code).toBe(2)
    expect(up.err).toMatch(/boss: the link ended with 2: .*\n {2}next: read .*link\.log/)
  })
})
