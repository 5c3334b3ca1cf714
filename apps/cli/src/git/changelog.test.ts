import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientChannels, parse } from '@boss-deployer/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readChangelog } from './changelog.ts'

let folder = ''
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  }).trim()
const commit = (message: string) => {
  git('commit', '--allow-empty', '--no-gpg-sign', '-q', '-m', message)
  return git('rev-parse', 'HEAD')
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'boss-changelog-'))
  git('init', '-q')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('names each commit after the one that was approved, newest first', async () => {
  const from = commit('approved')
  commit('first')
  const to = commit('second\n\nwith a body')
  commit('not asked for')
  const changelog = await readChangelog(folder, from, to)
  expect(changelog).toMatchObject({ ok: true })
  expect(changelog.ok && changelog.lines.map((it) => it.replace(/^[0-9a-f]+ /, ''))).toEqual(['second', 'first'])
})

test('is bounded and harmless, so that the link takes it whatever the commits are called', async () => {
  const from = commit('approved')
  for (let n = 0; n < 60; n += 1) commit(`\u001b[2J\u202e ${'界'.repeat(400)}`)
  const changelog = await readChangelog(folder, from, git('rev-parse', 'HEAD'))
  const lines = changelog.ok ? changelog.lines : []
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.every((it) => it.length <= 300 && !it.includes('\u001b'))).toBe(true)
  expect(Buffer.byteLength(lines.join(''))).toBeLessThanOrEqual(32 * 1024)
  const request = { pipeline: 'p', step: 's', context: { changelog: lines } }
  expect(parse(clientChannels.lock.request, request).ok).toBe(true)
})

test.each([
  ['--output=/tmp/x', 'abcdef0'],
  ['abcdef0', 'main'],
  ['abcdef0', 'abcdef1'],
])('of %s..%s there is none, and why is said', async (from, to) => {
  expect(await readChangelog(folder, from, to)).toMatchObject({
    ok: false,
    why: expect.stringContaining('git') as string,
  })
})
