import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nextBoot } from './boot-counter.ts'
import { UsageError } from './config.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boss-boot-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const slot = (name: 'boot.a' | 'boot.b') => join(folder, name)

describe('the boot counter', () => {
  test('rises by one with every start, and writes the slots in turn', () => {
    expect([1, 2, 3, 4].map(() => nextBoot(folder))).toEqual([1, 2, 3, 4])
    expect(readFileSync(slot('boot.a'), 'utf8')).toMatch(/^3 /)
    expect(readFileSync(slot('boot.b'), 'utf8')).toMatch(/^4 /)
  })

  test.each(['boot.a', 'boot.b'] as const)('cut at any byte in %s, no number comes twice', (name) => {
    for (let boots = 1; boots <= 5; boots += 1) nextBoot(folder)
    const texts = (['boot.a', 'boot.b'] as const).map((it) => [slot(it), readFileSync(slot(it), 'utf8')] as const)
    const whole = readFileSync(slot(name), 'utf8')
    for (let cut = 0; cut < whole.length; cut += 1) {
      for (const [path, text] of texts) writeFileSync(path, text)
      writeFileSync(slot(name), whole.slice(0, cut))
      expect(nextBoot(folder)).toBeGreaterThan(5)
    }
  })

  test('with both slots unreadable it refuses to start', () => {
    nextBoot(folder)
    nextBoot(folder)
    writeFileSync(slot('boot.a'), '1')
    writeFileSync(slot('boot.b'), '2 x\n')
    expect(() => nextBoot(folder)).toThrow(UsageError)
  })

  test('with one slot gone and the other unreadable it refuses to start', () => {
    writeFileSync(slot('boot.a'), '')
    expect(() => nextBoot(folder)).toThrow(UsageError)
  })
})
