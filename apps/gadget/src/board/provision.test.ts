import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EEPROMMemoryBackend } from 'avr8js'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Config } from '../config.ts'
import { writeDurably } from '../durable-file.ts'
import { hex, keys } from '../testing/desk.ts'
import { newBoard } from './board.ts'
import { lastBoot, setNextBoot } from './boot-slots.ts'
import { EEPROM_BYTES, openEeprom } from './eeprom-file.ts'
import { linesOf, networkOf, provision } from './provision.ts'

const folder = mkdtempSync(join(tmpdir(), 'boss-eeprom-'))
const path = join(folder, 'eeprom.bin')

vi.setConfig({ testTimeout: 120_000 })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const configOf = (more: Partial<Config> = {}): Config => ({
  ...{ id: 'desk', name: 'Desk', gate: 'shop', mac_key: keys.mac, press_key: keys.press },
  server: { url: 'http://127.0.0.1:5000' },
  ...more,
})
const linesFor = (config: Config) => linesOf(config, networkOf(config, '127.0.0.1'))

function start(memory: Uint8Array): string {
  const eeprom = new EEPROMMemoryBackend(EEPROM_BYTES)
  eeprom.memory.set(memory)
  const board = newBoard({ hex, eeprom, connect: () => null })
  board.run(300)
  board.chip.close()
  memory.set(eeprom.memory)
  return board.heard()
}

describe('a board that is provisioned over its USB serial', () => {
  test('starts from one, and counts on from where it is told to', () => {
    const memory = provision(hex, linesFor(configOf()))
    expect(lastBoot(memory)).toBe(0)
    expect(start(memory)).toBe('boss board-1 1\n')
    for (const boot of [2, 70_000]) {
      setNextBoot(memory, boot)
      expect(start(memory)).toBe(`boss board-1 ${boot}\n`)
      expect(lastBoot(memory)).toBe(boot)
    }
  })

  test('refuses what it has no room for, and no key is told', () => {
    const lines = linesFor(configOf({ gate: `shop.${'a'.repeat(60)}` }))
    expect(() => provision(hex, lines)).toThrow(/^to "set gate" the board said "no"$/)
    const wrongKey = linesFor(configOf({ mac_key: 'x'.repeat(64) }))
    expect(() => provision(hex, wrongKey)).toThrow(/^to "set mac_key" the board said "no"$/)
  })
})

test('a board knows addresses of IPv4 and no TLS; a name stands for one on this machine', () => {
  const of = (url: string, host = '127.0.0.1') => networkOf(configOf({ server: { url } }), host)
  expect(of('http://192.168.1.2:5000', '192.168.1.9')).toEqual({
    ip: '192.168.1.9',
    server: { ip: '192.168.1.2', port: 5_000 },
  })
  expect(of('http://raspberry', '0.0.0.0')).toEqual({ ip: '127.0.0.1', server: { ip: '127.0.0.1', port: 80 } })
  expect(() => of('https://192.168.1.2:5000')).toThrow('speaks http')
})

test('an EEPROM survives, byte by byte, and only its owner can read it', () => {
  const first = openEeprom(path)
  expect([first.readMemory(0), first.readMemory(EEPROM_BYTES - 1)]).toEqual([0xff, 0xff])
  first.writeMemory(5, 0x42)
  first.writeMemory(6, 0x43)
  first.eraseMemory(6)
  first.close()
  const second = openEeprom(path)
  expect([second.readMemory(5), second.readMemory(6)]).toEqual([0x42, 0xff])
  second.close()
  expect(statSync(path).mode & 0o777).toBe(0o600)
  writeDurably(path, new Uint8Array(EEPROM_BYTES).fill(7))
  const third = openEeprom(path)
  expect(third.readMemory(1_000)).toBe(7)
  third.close()
})
