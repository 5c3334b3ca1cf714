import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { restAnswers } from '@boss-deployer/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type House, openHouse } from './boss/house.ts'
import { containing } from './boss/said.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  await house.run('gate', 'add', 'shop')
  await house.run('lock', '--gate', 'shop', '--pipeline', 'till', '--step', 'deploy', '--no-wait')
  await house.run('block', '--gate', 'shop', '--reason', '=1+1')
  await house.run('default', '--gate', 'shop')
})
afterAll(() => house[Symbol.asyncDispose]())

const at = (name: string) => join(house.data, name)

async function publicKey(): Promise<string> {
  const { operator } = z.object({ operator: z.string() }).parse(JSON.parse(readFileSync(house.at.token_file, 'utf8')))
  const headers = { authorization: `Bearer ${operator}` }
  const answer = await fetch(`${house.at.link}/api/v1/history/key`, { headers })
  const file = at('link.pem')
  writeFileSync(file, restAnswers.signingKey.parse(await answer.json()).pem)
  return file
}

async function exported(name: string): Promise<string> {
  const file = at(name)
  expect(await house.run('history', 'export', '--out', file)).toMatchObject({ code: 0 })
  return file
}

const offline = { BOSS_URL: 'http://127.0.0.1:9', BOSS_TOKEN: 'none' }
const verify = (...args: readonly string[]) => house.run('history', 'verify', ...args)

describe('an exported history', () => {
  test('is verified by the file and the public key alone', async () => {
    const file = await exported('history.jsonl')
    const { code, out } = await verify(file, '--key', await publicKey())
    expect(code).toBe(0)
    expect(out).toContain('signed by this key')
  })

  test('with one changed byte is broken, and the line is named', async () => {
    const bytes = readFileSync(await exported('spoilt.jsonl'))
    const place = bytes.indexOf('"till"') + 1
    bytes[place] = (bytes[place] ?? 0) ^ 1
    const lines = bytes.subarray(0, place).filter((byte) => byte === 0x0a).length + 1
    writeFileSync(at('spoilt.jsonl'), bytes)
    const { code, err } = await verify(at('spoilt.jsonl'), '--key', await publicKey())
    expect(code).toBe(1)
    expect(err).toContain(`broken at event ${lines} (line ${lines}), changed`)
  })

  test('without its signed head is refused by who asks for a signature', async () => {
    const lines = readFileSync(await exported('unsigned.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
    writeFileSync(at('unsigned.jsonl'), `${lines.slice(0, -1).join('\n')}\n`)
    expect(await verify(at('unsigned.jsonl'), '--key', await publicKey())).toMatchObject({
      code: 1,
      err: containing('without its signed head'),
    })
  })

  test('that is older than a head kept elsewhere is valid alone, and found by that head', async () => {
    const old = await exported('old.jsonl')
    await house.run('gate', 'add', 'later')
    const newer = readFileSync(await exported('newer.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
    writeFileSync(at('anchor.json'), `${newer.at(-1)}\n`)
    const key = await publicKey()
    expect((await verify(old, '--key', key)).code).toBe(0)
    for (const option of ['--head', '--anchor'])
      expect(await verify(old, '--key', key, option, at('anchor.json'))).toMatchObject({
        code: 1,
        err: containing('cut'),
      })
    expect((await verify(at('newer.jsonl'), '--key', key, '--anchor', at('anchor.json'))).code).toBe(0)
  })

  test('that cannot be had whole leaves no file under its name', async () => {
    const { code } = await house.run('history', 'export', '--out', at('never.jsonl'), '--url', offline.BOSS_URL)
    expect(code).not.toBe(0)
    expect(existsSync(at('never.jsonl'))).toBe(false)
    expect(readdirSync(house.data).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('as CSV has a row an event, filtered, and no cell that a spreadsheet runs', async () => {
    const { code, out } = await house.run(
      'history',
      'export',
      '--format',
      'csv',
      '--gate',
      'shop',
      '--outcome',
      'blocked',
    )
    expect(code).toBe(0)
    const [names = '', row = '', ...more] = out.trimEnd().split('\n')
    expect(names).toBe('sequence,at,type,gate,by,by_id,via,device,lock,pipeline,step,commit,mode,outcome,reason')
    expect(row).toMatch(/,mode-changed,shop,operator,.*,blocked,,'=1\+1$/)
    expect(more).toEqual([])
  })

  test('in part is no chain: filters go with CSV', async () => {
    expect(await house.run('history', 'export', '--gate', 'shop')).toMatchObject({ code: 2 })
  })
})

test('the history is looked through by who, where and what', async () => {
  const types = async (...args: readonly string[]) => {
    const { out } = await house.run('history', '--json', ...args)
    const { events } = z.object({ events: z.array(z.looseObject({ type: z.string() })) }).parse(JSON.parse(out))
    return events.map(({ type }) => type)
  }
  expect(await types('--pipeline', 'till')).toEqual(['locked', 'mode-changed'])
  expect(await types('--gate', 'shop', '--outcome', 'default')).toEqual(['mode-changed'])
  expect(await types('--person', 'nobody')).toEqual([])
  expect(await types('--person', 'operator', '--gate', 'shop', '--limit', '1')).toEqual(['mode-changed'])
})
