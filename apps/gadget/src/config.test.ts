import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig, UsageError } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'boss-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const good = {
  ...{ id: 'desk', name: 'Desk of Ada', gate: 'shop.production' },
  ...{ mac_key: 'a'.repeat(64), press_key: 'b'.repeat(64), server: { url: 'http://127.0.0.1:5000' } },
}

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
  const text = complaint({
    ...good,
    id: '',
    gate: 'Shop',
    mac_key: 'A'.repeat(64),
    server: { url: 'ftp://x' },
    siren: true,
  })
  for (const field of ['id:', 'gate:', 'mac_key:', 'server.url:', 'siren']) expect(text).toContain(field)
  expect(text).not.toContain('press_key')
})

test.each([
  ['no file content', ''],
  ['no object', '[]'],
  ['a server with a path', { ...good, server: { url: 'http://127.0.0.1:5000/base' } }],
  ['a server with a password', { ...good, server: { url: 'http://a:b@127.0.0.1:5000' } }],
])('%s is refused', (_, content) => {
  expect(complaint(content)).not.toBe('none')
})

test('a file that is not there is told by its name', () => {
  expect(() => readConfig(join(folder, 'nowhere.json'))).toThrow(/nowhere\.json/)
})
