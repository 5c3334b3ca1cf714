import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig, UsageError } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'boss-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const gadget = { id: 'desk', name: 'Desk', gate: 'shop', mac_key: 'a'.repeat(64), url: 'http://127.0.0.1:3000' }
const good = { link: { url: 'https://link.example/base', token: 't' }, name: 'pi', gadgets: [gadget] }

function read(content: unknown) {
  const file = join(folder, 'config.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return readConfig(file)
}

function complaint(content: unknown): string {
  try {
    read(content)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return 'none'
}

test('a good configuration is read', () => {
  expect(read(good)).toEqual(good)
})

test('every field that is wrong is named, all at once', () => {
  const gadgets = [gadget, { ...gadget, id: 'other', mac_key: 'x', url: 'http://a/b' }]
  const text = complaint({ link: { url: 'x', token: '' }, gadgets, port: 1 })
  for (const field of ['link.url:', 'link.token:', 'name:', 'gadgets.1.mac_key:', 'gadgets.1.url:', 'port'])
    expect(text).toContain(field)
  expect(text).not.toContain('gadgets.0')
})

test.each([
  ['no file content', ''],
  ['no object', '[]'],
  ['a gadget that is there twice', { ...good, gadgets: [gadget, gadget] }],
])('%s is refused', (_, content) => {
  expect(complaint(content)).not.toBe('none')
})

test('a file that is not there is told by its name', () => {
  expect(() => readConfig(join(folder, 'nowhere.json'))).toThrow(/nowhere\.json/)
})
