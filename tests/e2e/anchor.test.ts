import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { restAnswers } from '@boss-deployer/protocol'
import { type FakeAnchor, openFakeAnchor } from '@boss-deployer/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Program, readTokens, startProgram } from '../crash/link-process.ts'
import { boss } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { containing } from './boss/said.ts'
import { until } from './boss/until.ts'

let folder: ReturnType<typeof tempFolder>
let anchor: FakeAnchor
let link: Program
beforeEach(async () => {
  folder = tempFolder()
  anchor = await openFakeAnchor()
  anchor.manners = 'error'
  link = await startProgram('apps/link/dist/main.js', [
    ...['--data', at('link'), '--port', '0', '--token-file', at('tokens.json')],
    ...['--anchor-url', anchor.url],
  ])
})
afterEach(async () => {
  await link.kill()
  await anchor[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const at = (name: string) => join(folder.path, name)
const headers = () => ({ authorization: `Bearer ${readTokens(folder.path).operator}` })
const run = (...args: readonly string[]) =>
  boss([...args], { BOSS_URL: link.url, BOSS_TOKEN: readTokens(folder.path).operator })
const figure = async (name: string): Promise<number> => {
  const text = await (await fetch(`${link.url}/metrics`, { headers: headers() })).text()
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
}

test('a history whose end was cut off is valid alone, and found by what the link posted to the anchor', async () => {
  const key = await fetch(`${link.url}/api/v1/history/key`, { headers: headers() })
  writeFileSync(at('link.pem'), restAnswers.signingKey.parse(await key.json()).pem)
  const verify = (file: string, ...more: readonly string[]) =>
    run('history', 'verify', at(file), '--key', at('link.pem'), ...more)

  await run('history', 'export', '--out', at('old.jsonl'))
  await until('the anchor has refused a head', async () => (await figure('boss_anchor_failures')) > 0)
  expect(await figure('boss_anchor_sequence')).toBe(0)
  expect(anchor.taken).toEqual([])

  await run('gate', 'add', 'later')
  anchor.manners = 'right'
  await until('the anchor has taken a head', async () => anchor.taken.length > 0)
  await until('the link knows it', async () => (await figure('boss_anchor_failures')) === 0)
  const [{ line, key: sequence } = { line: '', key: '' }] = anchor.taken
  expect(await figure('boss_anchor_sequence')).toBe(Number(sequence))
  writeFileSync(at('anchored.jsonl'), line)

  expect((await verify('old.jsonl')).code).toBe(0)
  expect(await verify('old.jsonl', '--anchor', at('anchored.jsonl'))).toMatchObject({ code: 1, err: containing('cut') })
  await run('history', 'export', '--out', at('whole.jsonl'))
  expect(readFileSync(at('whole.jsonl'), 'utf8')).toContain(restAnswers.head.parse(JSON.parse(line)).hash)
  expect((await verify('whole.jsonl', '--anchor', at('anchored.jsonl'))).code).toBe(0)
})
