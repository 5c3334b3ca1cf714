import { type EEPROMBackend, PinState } from 'avr8js'
import type { Chip, Variant } from './chip.ts'
import { type ModemParts, newEspAt } from './esp-at.ts'
import { type Lights, newLights } from './lights.ts'
import { type Display, newSsd1306 } from './ssd1306.ts'
import { CYCLES_A_MS, newUno, type Uno } from './uno.ts'
import { type ChipParts, newW5500 } from './w5500.ts'

/** firmware/board/pins.h */
const pins = {
  buttons: { unlock: ['d', 2], release: ['d', 7], block: ['b', 0] },
  networkSelect: 2,
  piezo: 4,
} as const

/** Who listens at USB; what is said to the modem is none of it. */
const USB_BAUD = 38_400
const BOUNCES_MS = 10

export type BoardButton = keyof typeof pins.buttons

/** The gadget's board with all that is on it. */
export interface Board {
  readonly uno: Uno
  readonly chip: Chip
  readonly display: Display
  /** How often the piezo's pin has turned since the last time it was asked. */
  turnsOfPiezo(): number
  /** Lets time pass: emulated milliseconds. */
  run(ms: number): void
  /** A switch goes down or up; it bounces for 10 ms before it rests. */
  setButton(button: BoardButton, isDown: boolean): void
  readonly lights: Lights
  /** Writes to the USB serial, as fast as the UART takes it, and gives what it said meanwhile. */
  say(line: string): string
  /** What the USB serial said. */
  heard(): string
}

export interface BoardParts extends Omit<ChipParts, 'after'> {
  readonly hex: string
  readonly eeprom: EEPROMBackend
  /** What carries its TCP; a W5500 unless told. */
  readonly variant?: Variant | undefined
  readonly modem?: ModemParts | undefined
}

/** A board that was just switched on. Nothing moves until it is run. */
export function newBoard({ hex, eeprom, variant = 'w5500', modem, ...network }: BoardParts): Board {
  const uno = newUno(hex, eeprom)
  const { cpu, spi, twi, usart, ports } = uno
  const parts = { ...network, after: (ms: number, run: () => void) => void cpu.addClockEvent(run, ms * CYCLES_A_MS) }
  const uart = { say: (byte: number) => usart.writeByte(byte) !== false, baud: () => usart.baudRate }
  const chip = variant === 'espat' ? newEspAt({ ...parts, uart, modem }) : newW5500(parts)
  const lights = newLights(ports, cpu)
  const moved = new Map<BoardButton, number>()
  let heard = ''
  let turns = 0
  ports.b.addListener((now, before) => {
    const select = 1 << pins.networkSelect
    if (((before ^ now) & select) !== 0) chip.select((now & select) !== 0)
  })
  ports.d.addListener((now, before) => {
    turns += ((now ^ before) >> pins.piezo) & 1
  })
  spi.onByte = (byte) => {
    const answer = ports.b.pinState(pins.networkSelect) === PinState.Low ? chip.exchange(byte) : 0xff
    cpu.addClockEvent(() => spi.completeTransfer(answer), spi.transferCycles)
  }
  usart.onByteTransmit = (byte) => {
    if (Math.abs(usart.baudRate - USB_BAUD) < USB_BAUD / 20) heard += String.fromCharCode(byte)
    chip.hear(byte, usart.baudRate)
  }
  const display = newSsd1306(twi, cpu)
  for (const [port, pin] of Object.values(pins.buttons)) ports[port].setPin(pin, true)

  return {
    uno,
    chip,
    display,
    turnsOfPiezo() {
      const turned = turns
      turns = 0
      return turned
    },
    run: (ms) => uno.run(ms),
    setButton(button, isDown) {
      const [port, pin] = pins.buttons[button]
      const moves = (moved.get(button) ?? 0) + 1
      moved.set(button, moves)
      for (let ms = 0; ms <= BOUNCES_MS; ms += 1) {
        const isClosed = ms === BOUNCES_MS || ms % 3 !== 0 ? isDown : !isDown
        // Who moves it again meanwhile ends this bounce.
        const move = () => moved.get(button) === moves && ports[port].setPin(pin, !isClosed)
        cpu.addClockEvent(move, ms * CYCLES_A_MS)
      }
    },
    lights,
    say(line) {
      const from = heard.length
      for (const byte of Buffer.from(`${line}\n`)) {
        usart.writeByte(byte)
        uno.run(1)
      }
      for (let ms = 0; ms < 1_000 && !heard.slice(from).includes('\n'); ms += 1) uno.run(1)
      return heard.slice(from).trim()
    },
    heard: () => heard,
  }
}
