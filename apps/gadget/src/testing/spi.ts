import type { W5500 } from '../board/w5500.ts'

// What the WIZnet W5500 datasheet says; nothing here was taken from the emulator or the firmware.
/** 2.2.2: the block of the common registers, and the three of each socket. */
export const COMMON = 0
export const registersOf = (socket: number) => socket * 4 + 1
export const transmitOf = (socket: number) => socket * 4 + 2
export const receiveOf = (socket: number) => socket * 4 + 3

/** The SPI of a W5500, in the words of its datasheet. */
export function newSpi(chip: Pick<W5500, 'select' | 'exchange'>) {
  /** 2.2: two bytes of address, block and direction, then data in variable length mode. */
  function frame(at: number, block: number, isWrite: boolean, bytes: readonly number[]): number[] {
    chip.select(false)
    for (const byte of [at >> 8, at & 0xff, (block << 3) | (isWrite ? 4 : 0)]) chip.exchange(byte)
    return bytes.map((byte) => chip.exchange(byte))
  }
  const write = (at: number, block: number, ...bytes: readonly number[]) => void frame(at, block, true, bytes)
  const read = (at: number, block: number, count = 1) => frame(at, block, false, Array<number>(count).fill(0))
  const word = (at: number, block: number) => read(at, block, 2).reduce((high, low) => high * 256 + low)
  const command = (code: number, socket = 0) => write(0x01, registersOf(socket), code)
  return {
    write,
    read,
    word,
    command,
    /** Sn_SR. */
    status: (socket = 0) => read(0x03, registersOf(socket))[0],
    /** Sn_IR. */
    told: (socket = 0) => read(0x02, registersOf(socket))[0] ?? 0,
    /** Puts bytes into the transmit buffer at Sn_TX_WR and moves it. */
    fill: (bytes: Uint8Array, socket = 0) => {
      const at = word(0x24, registersOf(socket))
      write(at, transmitOf(socket), ...bytes)
      const end = at + bytes.length
      write(0x24, registersOf(socket), (end >> 8) & 0xff, end & 0xff)
    },
  }
}
