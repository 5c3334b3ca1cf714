import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'boss-case-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(root, 'hardware/dist/main.js'), ...args], { cwd: folder, encoding: 'utf8' })

describe('npm run case', () => {
  test('writes STL and 3MF of each part, and says where; the 3MF are those that are released', () => {
    const { status, stdout, stderr } = run('case', join(folder, 'out'))
    expect([status, stderr]).toEqual([0, ''])
    const written = readdirSync(join(folder, 'out'))
    expect(stdout.trim().split('\n').sort()).toEqual(written.map((name) => join('out', name)).sort())
    const released = readdirSync(join(root, 'hardware/release'))
    expect(written.filter((name) => !name.endsWith('.stl')).sort()).toEqual(released.sort())
    for (const name of released) {
      const [made, kept] = [join(folder, 'out', name), join(root, 'hardware/release', name)].map((path) =>
        readFileSync(path),
      )
      expect(kept && made?.equals(kept), name).toBe(true)
    }
    const parts = released.filter((name) => name.endsWith('.3mf'))
    expect(parts.map((name) => name.replace('.3mf', '.stl')).filter((name) => !written.includes(name))).toEqual([])
  })

  test('says how it is used where it is asked for something else', () => {
    const { status, stderr } = run('print')
    expect(status).toBe(2)
    expect(stderr).toContain('case [folder]')
  })
})
