import { EEPROMMemoryBackend } from 'avr8js'
import { expect, test } from 'vitest'
import { newUno } from './uno.ts'

/** Words of a program from each address on, as Intel HEX. */
const hexOf = (parts: Readonly<Record<number, readonly number[]>>) =>
  Object.entries(parts)
    .map(([at, words]) => {
      const data = words.flatMap((word) => [word & 0xff, word >> 8])
      const bytes = [data.length, Number(at) >> 8, Number(at) & 0xff, 0, ...data]
      const sum = -bytes.reduce((one, other) => one + other, 0) & 0xff
      return `:${Buffer.from([...bytes, sum])
        .toString('hex')
        .toUpperCase()}`
    })
    .concat(':00000001FF')
    .join('\n')

/** With a timer 0 that has run over since: `allow`, then INC R20 for ever; its interrupt copies R20 to R21. */
const inProgram = (allow: number) =>
  hexOf({
    0: [0xc03f],
    // TIMER0_OVF: MOV R21, R20; RJMP to itself
    64: [0x2f54, 0xcfff],
    128: [
      ...[0xe001, 0x9300, 0x006e],
      // TCCR0B: no prescaler
      0xbd05,
      // DEC R17 until it is 0: 768 cycles
      ...[0xe010, 0x951a, 0xf7f1],
      ...[0xe800, allow, 0x9543, 0xcffe],
    ],
  })

test.each([
  { by: 'SEI', allow: 0x9478 },
  { by: 'OUT to SREG', allow: 0xbf0f },
  { by: 'RETI', allow: 0x9518 },
])('an interrupt that waits comes one instruction after $by has allowed it', ({ by, allow }) => {
  const uno = newUno(inProgram(allow), new EEPROMMemoryBackend(1_024))
  if (by === 'RETI') {
    // Back to the INC that follows it.
    uno.cpu.SP -= 2
    uno.cpu.data[uno.cpu.SP + 1] = 0
    uno.cpu.data[uno.cpu.SP + 2] = 0x49
  }
  uno.run(1)
  expect(uno.cpu.data[21]).toBe(1)
})
