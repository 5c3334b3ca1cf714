import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openLog } from './log.ts'
import { freePort, HOST } from './ports.ts'
import { runChild } from './run-child.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boss-child-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const READY = `console.log('{"ready":"link","url":"http://x"}')`

function start(source: string) {
  const script = join(folder, 'part.mjs')
  writeFileSync(script, source)
  const log = openLog(join(folder, 'logs', 'part.log'))
  const deaths: number[] = []
  const pids: number[] = []
  const child = runChild({ name: 'link', script, args: ['--port', '1'] }, log, {
    launched: (pid) => pids.push(pid),
    died: (restartsInMs) => deaths.push(restartsInMs),
  })
  return { child, log, deaths, pids }
}

describe('a child process', () => {
  test('is ready when it says so, and stops when told', async () => {
    const { child } = start(`process.on('SIGTERM', () => process.exit(0)); ${READY}; setInterval(() => {}, 1000)`)
    expect(await child.ready).toEqual({ url: 'http://x', face: null })
    child.stop()
    expect(await child.gone).toMatchObject({ failed: false, code: 0 })
  })

  test('is told its arguments and that it ends with us', async () => {
    const { child, log } = start(`console.error(process.argv.slice(2).join(' ')); process.exit(2)`)
    expect(await child.ready).toBeNull()
    expect(await child.gone).toEqual({ failed: true, code: 2 })
    expect(log.lastLines()).toEqual(['--port 1 --until-stdin-ends'])
  })

  test('that dies is started again, and a port that is wrong the second time ends it', async () => {
    const counter = JSON.stringify(join(folder, 'count'))
    const { child, deaths, pids } = start(`
      import { existsSync, writeFileSync } from 'node:fs'
      if (existsSync(${counter})) process.exit(2)
      writeFileSync(${counter}, '')
      ${READY}
      process.exit(1)`)
    expect(await child.gone).toEqual({ failed: true, code: 2 })
    expect(deaths).toEqual([250])
    expect(pids).toHaveLength(2)
  })

  test('that takes no notice is killed', async () => {
    const { child } = start(`process.on('SIGTERM', () => {}); ${READY}; setInterval(() => {}, 1000)`)
    await child.ready
    child.stop()
    expect(await child.gone).toMatchObject({ failed: false })
  })

  test('that cannot be started is gone as failed', async () => {
    const log = openLog(join(folder, 'logs', 'part.log'))
    const nowhere = join(folder, 'nowhere.mjs')
    const child = runChild({ name: 'link', script: nowhere, args: [] }, log, { launched() {}, died() {} })
    expect(await child.gone).toMatchObject({ failed: true })
    expect(log.lastLines().join('\n')).toContain('nowhere.mjs')
  })
})

describe('a log', () => {
  test('is turned over before it grows too large', () => {
    const path = join(folder, 'logs', 'x.log')
    const log = openLog(path)
    const chunk = Buffer.alloc(1024 * 1024, 'a')
    for (let count = 0; count < 10; count += 1) log.add(chunk)
    log.add(Buffer.from('\nlast\n'))
    expect(readFileSync(path).length + readFileSync(`${path}.1`).length).toBeLessThanOrEqual(8 * 1024 * 1024)
    expect(log.lastLines().at(-1)).toBe('last')
  })
})

describe('a port', () => {
  test('that is taken gives the next free one', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, HOST, resolve))
    const address = other.address()
    const taken = typeof address === 'object' && address ? address.port : 0
    const got = await freePort(taken, new Set())
    expect(got).toBeGreaterThan(taken)
    expect(await freePort(taken, new Set([got ?? 0]))).toBeGreaterThan(got ?? 0)
    other.close()
  })

  test('0 is any, and never the same twice', async () => {
    const one = await freePort(0, new Set())
    expect(one).toBeGreaterThan(0)
    expect(await freePort(0, new Set([one ?? 0]))).not.toBe(one)
  })
})
