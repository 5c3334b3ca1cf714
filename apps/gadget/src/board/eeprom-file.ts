import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { EEPROMBackend } from 'avr8js'
import { writeDurably } from '../durable-file.ts'

export const EEPROM_BYTES = 1_024
const EMPTY = 0xff

/**
 * An EEPROM that survives the process; one that was never there is empty. It is not waited for the disk with each byte:
 * that would hold up the firmware, and the boot counter is counted in a file of its own, too, which is waited for.
 */
export function openEeprom(path: string): EEPROMBackend & { close(): void } {
  if (!existsSync(path)) writeDurably(path, new Uint8Array(EEPROM_BYTES).fill(EMPTY))
  const memory = new Uint8Array(EEPROM_BYTES).fill(EMPTY)
  memory.set(readFileSync(path).subarray(0, EEPROM_BYTES))
  const file = openSync(path, 'r+')

  function write(at: number, byte: number) {
    memory[at] = byte
    writeSync(file, memory, at, 1, at)
  }

  return {
    readMemory: (at) => memory[at] ?? EMPTY,
    writeMemory: write,
    eraseMemory: (at) => write(at, EMPTY),
    close: () => closeSync(file),
  }
}
