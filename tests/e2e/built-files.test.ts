import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe.each(['check', 'in', 'out'])('the resource program %s', (name) => {
  const path = join(root, 'apps/resource/dist', name)

  test('is one file that runs by itself', () => {
    expect(readFileSync(path, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })

  test('fails on input that is not a request, with nothing on stdout', () => {
    const { status, stdout, stderr } = spawnSync(path, [], { input: 'not json', encoding: 'utf8' })
    expect({ isFailed: status !== 0 && status !== null, stdout, isExplained: stderr !== '' }).toEqual({
      isFailed: true,
      stdout: '',
      isExplained: true,
    })
  })
})

test.each(['console', 'gadget'])('the page of the %s loads only files that are there', (app) => {
  const folder = join(root, 'apps', app, 'dist/public')
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const files = [...html.matchAll(/(assets\/[^"]+)"/g)].map(([, file = '']) => file)
  expect(files.length).toBeGreaterThan(0)
  expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([])
})
