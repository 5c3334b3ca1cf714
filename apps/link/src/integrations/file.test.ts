import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readIntegrations } from './file.ts'

const example = readFileSync(new URL('../../../../examples/integrations.yaml', import.meta.url), 'utf8')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boss-integrations-'))
  mkdirSync(join(folder, 'secrets'))
  writeFileSync(join(folder, 'secrets/webhook-token'), 'hook\n')
  writeFileSync(join(folder, 'secrets/concourse-password'), 'password\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

function read(text: string) {
  writeFileSync(join(folder, 'integrations.yaml'), text)
  return readIntegrations(join(folder, 'integrations.yaml'))
}

test('the example is read, with its secrets from the files beside it', () => {
  expect(read(example).map(({ name, origins }) => [name, ...origins])).toEqual([['ci', 'https://ci.example.com']])
})

test('the example for GitHub is read, and a key that is none is told of', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const text = readFileSync(new URL('../../../../examples/github/integrations.yaml', import.meta.url), 'utf8')
  writeFileSync(join(folder, 'secrets/github-webhook'), 'secret\n')
  writeFileSync(join(folder, 'secrets/github-app.pem'), privateKey.export({ type: 'pkcs1', format: 'pem' }))
  expect(read(text).map(({ name, hook, origins }) => [name, hook?.subject, ...origins])).toEqual([
    ['actions', 'github:actions', 'https://api.github.com'],
  ])
  writeFileSync(join(folder, 'secrets/github-app.pem'), 'no key\n')
  expect(() => read(text)).toThrow('actions: ')
})

test('the example for GitLab is read', () => {
  const text = readFileSync(new URL('../../../../examples/gitlab/integrations.yaml', import.meta.url), 'utf8')
  for (const name of ['token', 'webhook']) writeFileSync(join(folder, `secrets/gitlab-${name}`), 'secret\n')
  expect(read(text).map(({ name, hook, origins }) => [name, hook?.subject, ...origins])).toEqual([
    ['lab', 'gitlab:lab', 'https://gitlab.com'],
  ])
})

test('without a file nobody is called', () => {
  expect(readIntegrations(null)).toEqual([])
})

test.each([
  ['a field that is not there', example.replace('gate:', 'gates:'), 'integrations.0'],
  ['an address that is not safe', example.replace('https://ci', 'http://ci'), 'url: is not an https address'],
  ['a gate that is none', example.replace('shop.production', 'Shop!'), 'gate: is not a gate path'],
  ['a secret that is not there', example.replace('secrets/webhook-token', 'secrets/nothing'), 'secrets/nothing'],
  ['a name twice', `${example}${example.slice(example.indexOf('  - kind'))}`, 'has a name twice'],
  ['another kind', example.replace('concourse', 'jenkinsfile'), 'kind'],
  ['no YAML', 'integrations: [', 'integrations.yaml is no integrations file'],
])('%s is told of', (_, text, said) => {
  expect(() => read(text)).toThrow(said)
})

test('an empty secret is none', () => {
  writeFileSync(join(folder, 'secrets/webhook-token'), '\n')
  expect(() => read(example)).toThrow('webhook-token holds no secret')
})
