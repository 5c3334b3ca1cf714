import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError, printedConfig, readConfig } from './read.ts'
import { flagOf, settingList, variableOf } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boss-config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Env = Readonly<Record<string, string>>
const read = (flags: readonly string[], env: Env = {}) =>
  readConfig({ argv: ['node', 'main.js', ...flags], env }).config

function fileWith(text: string): string {
  const file = join(folder, 'boss-link.yaml')
  writeFileSync(file, text)
  return file
}

function problemsOf(flags: readonly string[], env: Env = {}): readonly string[] {
  try {
    read(flags, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1)
    throw error
  }
  return []
}

test('a flag comes before a variable, a variable before the file, the file before the default', () => {
  const file = fileWith('port: 1\nhost: 10.0.0.1\nlog_level: warn\norigins: [https://a.example]\n')
  const env = { BOSS_LINK_PORT: '2', BOSS_LINK_HOST: '10.0.0.2', BOSS_LINK_CONFIG: file }
  expect(read(['--data', 'd', '--port', '3'], env)).toMatchObject({
    data: 'd',
    port: 3,
    host: '10.0.0.2',
    logLevel: 'warn',
    origins: ['https://a.example'],
    requestsPerToken: 60_000,
  })
})

test('a file may be JSON, and one without a field changes nothing', () => {
  expect(read(['--data', 'd', '--config', fileWith('{ "port": 7 }')]).port).toBe(7)
  expect(read(['--data', 'd', '--config', fileWith('')]).port).toBe(8000)
})

test('every problem is named at once, each with the place where it was written', () => {
  const file = fileWith('port: many\nsiren: true\norigins: [nowhere]\n')
  const problems = problemsOf(['--config', file, '--log-level', 'loud'], {
    BOSS_LINK_REQUESTS_PER_TOKEN: '-1',
    BOSS_LINK_SIREN: 'on',
    BOSS_STORE: 'x'.repeat(5_000),
  }).join('\n')
  for (const place of [
    `siren in ${file}`,
    `port in ${file}`,
    `origins in ${file}.0`,
    '--log-level',
    'BOSS_LINK_REQUESTS_PER_TOKEN',
    'BOSS_LINK_SIREN',
    'BOSS_STORE',
  ])
    expect(problems).toContain(place)
})

test('a value that may be a secret is never repeated', () => {
  expect(problemsOf([], { BOSS_STORE: 'hunter2'.repeat(1_000) }).join('\n')).not.toContain('hunter2')
  const printed = printedConfig(read(['--data', 'd'], { BOSS_STORE: 'postgres://boss:hunter2@db/boss' }))
  expect(printed).not.toContain('hunter2')
  expect(JSON.parse(printed)).toMatchObject({ store: '(secret)', port: 8000 })
})

test('an address with a password in it is refused where the log could come to say it, and not repeated', () => {
  const problems = problemsOf(['--data', 'd'], { BOSS_ANCHOR_URL: 'https://boss:hunter2@heads.example/keep' }).join(
    '\n',
  )
  expect(problems).toContain('BOSS_ANCHOR_URL: is not an https address without a user or password in it')
  expect(problems).not.toContain('hunter2')
  expect(read(['--data', 'd'], { BOSS_ANCHOR_URL: 'https://heads.example/keep?for=a@b' }).anchorUrl).toContain('heads')
})

test('a setting that is needed is asked for', () => {
  expect(problemsOf([])).toEqual([expect.stringContaining('--data')])
})

test('a file that is not there, is no YAML or is a list is named', () => {
  for (const file of [join(folder, 'nowhere.yaml'), fileWith('a: [')])
    expect(problemsOf(['--data', 'd', '--config', file])).toEqual([expect.stringContaining(file)])
  expect(problemsOf(['--data', 'd', '--config', fileWith('- a')])).toEqual([expect.stringContaining('list of fields')])
})

test('what was printed is a file that says the same', () => {
  const config = read(['--data', 'd', '--origins', 'https://a.example,https://b.example', '--trusted-proxies', '::1'])
  expect(read(['--config', fileWith(printedConfig(config))])).toEqual(config)
})

test('every setting has a flag and a variable of its own', () => {
  const names = settingList.flatMap(([name, setting]) => [flagOf(name), variableOf(name, setting)])
  expect(new Set(names).size).toBe(names.length)
})
