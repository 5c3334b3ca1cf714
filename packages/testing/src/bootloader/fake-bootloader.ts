import { once } from 'node:events'
import { createServer } from 'node:net'

/** STK500 communication protocol (AVR061): what the bootloader of an UNO answers. */
const codes = {
  endOfCommand: 0x20,
  sync: 0x30,
  inSync: 0x14,
  ok: 0x10,
  noSync: 0x15,
  getParameter: 0x41,
  setDevice: 0x42,
  setDeviceExtended: 0x45,
  enterProgram: 0x50,
  leaveProgram: 0x51,
  loadAddress: 0x55,
  universal: 0x56,
  programPage: 0x64,
  readPage: 0x74,
  readSignature: 0x75,
} as const

const FLASH_BYTES = 32_768
/** ATmega328P, datasheet 31.3. */
const SIGNATURE = [0x1e, 0x95, 0x0f]
const OTHER_SIGNATURE = [0x1e, 0x93, 0x07]

/** Bytes after the command and before its end; a page says itself how many follow. */
const lengths: Readonly<Record<number, number>> = {
  [codes.getParameter]: 1,
  [codes.setDevice]: 20,
  [codes.setDeviceExtended]: 5,
  [codes.loadAddress]: 2,
  [codes.universal]: 4,
  [codes.readPage]: 3,
}

/** `silent`: no bootloader; `other chip`: not an UNO; `worn`: its flash keeps a bit that was never written. */
export type BootloaderMood = 'well' | 'silent' | 'other chip' | 'worn'

export interface FakeBootloader {
  /** As avrdude takes it for a port. */
  readonly address: string
  readonly flash: Buffer
  close(): void
}

/** The bootloader of an Arduino UNO behind a serial line that goes over TCP. */
export async function startFakeBootloader(mood: BootloaderMood = 'well'): Promise<FakeBootloader> {
  const flash = Buffer.alloc(FLASH_BYTES, 0xff)
  const server = createServer((socket) => {
    let came = Buffer.alloc(0)
    let address = 0

    function answerTo(command: number, body: Buffer): readonly number[] {
      switch (command) {
        case codes.getParameter:
          return [3]
        case codes.loadAddress:
          address = body.readUInt16LE(0) * 2
          return []
        case codes.universal:
          return [0]
        case codes.programPage:
          body.copy(flash, address, 3)
          if (mood === 'worn') flash.writeUInt8(flash.readUInt8(address) ^ 1, address)
          return []
        case codes.readPage:
          return [...flash.subarray(address, address + body.readUInt16BE(0))]
        case codes.readSignature:
          return mood === 'other chip' ? OTHER_SIGNATURE : SIGNATURE
        default:
          return []
      }
    }

    /** Takes one whole command off what came; false when it is not there yet. */
    function takeCommand(): boolean {
      const command = came[0]
      if (command === undefined) return false
      const isPage = command === codes.programPage
      if (isPage && came.length < 3) return false
      const length = isPage ? 3 + came.readUInt16BE(1) : (lengths[command] ?? 0)
      if (came.length < length + 2) return false
      const body = came.subarray(1, length + 1)
      const isEnded = came[length + 1] === codes.endOfCommand
      came = came.subarray(length + 2)
      socket.write(Buffer.from(isEnded ? [codes.inSync, ...answerTo(command, body), codes.ok] : [codes.noSync]))
      return true
    }

    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      if (mood === 'silent') return
      came = Buffer.concat([came, bytes])
      while (takeCommand());
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  const port = typeof at === 'object' && at ? at.port : 0
  return { address: `net:127.0.0.1:${port}`, flash, close: () => server.close() }
}
