/** firmware/core/boot-counter.cpp: two slots from 0 on, four bytes of counter, low byte first, and their checksum. */
const SLOT = 6
const SLOTS = [0, SLOT] as const

/** CRC-16/CCITT-FALSE. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) !== 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return crc
}

/** The last number that an EEPROM has counted to; 0 where no slot can be read. */
export function lastBoot(memory: Uint8Array): number {
  const counts = SLOTS.map((at) => {
    const slot = Buffer.from(memory.subarray(at, at + SLOT))
    return crcOf(slot.subarray(0, 4)) === slot.readUInt16LE(4) ? slot.readUInt32LE(0) : 0
  })
  return Math.max(...counts)
}

/** Makes `boot` the next number: the gadget in software counts in a file of its own, and presses only ever rise. */
export function setNextBoot(memory: Uint8Array, boot: number): void {
  for (const [index, at] of SLOTS.entries()) {
    const slot = Buffer.alloc(SLOT)
    slot.writeUInt32LE(Math.max(0, boot - 1 - index))
    slot.writeUInt16LE(crcOf(slot.subarray(0, 4)), 4)
    memory.set(slot, at)
  }
}
