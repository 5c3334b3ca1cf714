const FLASH_BYTES = 0x8000

/** The program of an Intel HEX file as words of the ATmega328P's flash; throws on a line that is none. */
export function readHex(text: string): Uint16Array {
  const program = Buffer.alloc(FLASH_BYTES, 0xff)
  for (const line of text.split(/\r?\n/).filter((it) => it !== '')) {
    const bytes = Buffer.from(line.slice(1), 'hex')
    const sum = bytes.reduce((total, byte) => (total + byte) & 0xff, 0)
    if (!line.startsWith(':') || bytes.length < 5 || sum !== 0) throw new Error(`no line of a hex file: ${line}`)
    const [count = 0, high = 0, low = 0, kind = 0] = bytes
    if (kind === 0) bytes.copy(program, high * 256 + low, 4, 4 + count)
  }
  return new Uint16Array(program.buffer, program.byteOffset, FLASH_BYTES / 2)
}
