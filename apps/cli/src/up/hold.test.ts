import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRunning, takeHold } from './hold.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'boss-hold-'))
})
afterEach(() => rmSync(data, { recursive: true }))

async function held() {
  const taken = await takeHold(data)
  if (!('hold' in taken)) throw new Error(`held by ${taken.heldBy}`)
  return taken.hold
}

describe('the hold on a data folder', () => {
  test('is given once, and again after it was released', async () => {
    const hold = await held()
    expect(await takeHold(data)).toEqual({ heldBy: process.pid })
    hold.release()
    ;(await held()).release()
  })

  test('of many that want it at once, one gets it', async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeHold(data)))
    expect(taken.filter((it) => 'hold' in it)).toHaveLength(1)
  })

  test('tells others what runs here', async () => {
    const hold = await held()
    hold.note({ link: 'http://127.0.0.1:8000', face: 'http://127.0.0.1:3001' }, [process.pid])
    expect(readRunning(data)).toEqual({
      pid: process.pid,
      link: 'http://127.0.0.1:8000',
      face: 'http://127.0.0.1:3001',
    })
    expect(statSync(join(data, 'running.json')).mode & 0o777).toBe(0o600)
    hold.release()
    expect(readRunning(data)).toBeNull()
  })

  test('of a process that died is taken over once its children have ended', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
    await once(child, 'spawn')
    ;(await held()).note({}, [child.pid ?? 0])
    const path = join(data, 'running.json')
    const left = JSON.parse(readFileSync(path, 'utf8')) as { born: string }
    writeFileSync(path, JSON.stringify({ ...left, born: 'before a restart of the machine' }))
    const taking = takeHold(data)
    child.stdin.end()
    expect('hold' in (await taking)).toBe(true)
    expect(child.exitCode ?? child.signalCode ?? 'ended, not yet told').not.toBeNull()
  })

  test('that cannot be read is nobody’s', async () => {
    writeFileSync(join(data, 'running.json'), 'half a fi')
    ;(await held()).release()
  })
})
