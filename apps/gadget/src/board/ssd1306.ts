import type { CPU } from 'avr8js'
import type { Uno } from './uno.ts'

export const DISPLAY = { width: 128, height: 64 } as const
/** SSD1306 datasheet, 8.1.5: its address on the bus with SA0 low. */
const ADDRESS = 0x3c
const PAGES = DISPLAY.height / 8
/** 8.1.5.2: what follows a control byte is data or commands. */
const DATA = 0x40
const CONTINUES = 0x80
/** 400 kHz: 40 cycles a bit, nine bits a byte. */
const BIT_CYCLES = 40
const BYTE_CYCLES = 9 * BIT_CYCLES
/** 9: commands that take more bytes, and how many. */
const parameters: Readonly<Record<number, number>> = {
  ...{ 32: 1, 33: 2, 34: 2, 38: 6, 39: 6, 41: 5, 42: 5, 129: 1, 141: 1, 163: 2 },
  ...{ 168: 1, 211: 1, 213: 1, 217: 1, 218: 1, 219: 1 },
}

/** What the glass shows. */
export interface Display {
  /** Eight rows of dots in each byte, the lowest bit on top: 8 pages of 128 columns, as a person sees them. */
  picture(): Uint8Array
  /** A display can be pulled off its bus. */
  setThere(isThere: boolean): void
}

/** An SSD1306 of 128 by 64 dots in page addressing mode on the board's I2C. */
export function newSsd1306(twi: Uno['twi'], cpu: CPU): Display {
  const memory = new Uint8Array(DISPLAY.width * PAGES).map((_, at) => (at * 37) & 0xff)
  let isThere = true
  let isOn = false
  let isPumped = false
  let isInverse = false
  let isAllLit = false
  /** A1 and C8: how the glass is mounted on all modules that are sold. */
  let isUpright = { columns: false, rows: false }
  let [page, column] = [0, 0]
  let control: number | null = null
  let command: number[] = []

  function obey([code = 0, value = 0]: readonly number[]) {
    if (code < 0x10) column = (column & 0xf0) | code
    else if (code < 0x20) column = ((code & 7) << 4) | (column & 0x0f)
    else if (code >= 0xb0 && code < 0xb8) page = code & 7
    else if (code === 0x8d) isPumped = (value & 4) !== 0
    else if ((code & 0xfe) === 0xa0) isUpright = { ...isUpright, columns: code === 0xa1 }
    else if ((code & 0xf0) === 0xc0) isUpright = { ...isUpright, rows: (code & 8) !== 0 }
    else if ((code & 0xfe) === 0xa4) isAllLit = code === 0xa5
    else if ((code & 0xfe) === 0xa6) isInverse = code === 0xa7
    else if ((code & 0xfe) === 0xae) isOn = code === 0xaf
  }

  function take(byte: number) {
    if (control === null) {
      control = byte
      return
    }
    if ((control & DATA) !== 0) {
      memory[page * DISPLAY.width + column] = byte
      column = (column + 1) % DISPLAY.width
    } else {
      command.push(byte)
      if (command.length > (parameters[command[0] ?? 0] ?? 0)) {
        obey(command)
        command = []
      }
    }
    // Set: the next byte is a control byte again.
    if ((control & CONTINUES) !== 0) control = null
  }

  const dotsAt = (at: number) => {
    const [row, x] = [Math.floor(at / DISPLAY.width), at % DISPLAY.width]
    const from = (isUpright.rows ? row : PAGES - 1 - row) * DISPLAY.width
    const dots = memory[from + (isUpright.columns ? x : DISPLAY.width - 1 - x)] ?? 0
    return isUpright.rows ? dots : Number.parseInt(dots.toString(2).padStart(8, '0').split('').reverse().join(''), 2)
  }

  let isAddressed = false
  twi.eventHandler = {
    start: () => cpu.addClockEvent(() => twi.completeStart(), BIT_CYCLES),
    stop: () => cpu.addClockEvent(() => twi.completeStop(), BIT_CYCLES),
    connectToSlave(address, isWrite) {
      isAddressed = isThere && isWrite && address === ADDRESS
      control = null
      const answer = isAddressed
      cpu.addClockEvent(() => twi.completeConnect(answer), BYTE_CYCLES)
    },
    writeByte(byte) {
      if (isAddressed && isThere) take(byte)
      const answer = isAddressed && isThere
      cpu.addClockEvent(() => twi.completeWrite(answer), BYTE_CYCLES)
    },
    readByte: () => cpu.addClockEvent(() => twi.completeRead(0xff), BYTE_CYCLES),
  }

  return {
    picture: () =>
      memory.map((_, at) => {
        if (!isOn || !isPumped) return 0
        if (isAllLit) return 0xff
        return isInverse ? ~dotsAt(at) & 0xff : dotsAt(at)
      }),
    setThere(there) {
      isThere = there
    },
  }
}
