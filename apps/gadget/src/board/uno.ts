import {
  AVRClock,
  AVREEPROM,
  AVRIOPort,
  AVRSPI,
  AVRTimer,
  AVRTWI,
  AVRUSART,
  AVRWatchdog,
  avrInstruction,
  CPU,
  clockConfig,
  type EEPROMBackend,
  eepromConfig,
  portBConfig,
  portCConfig,
  portDConfig,
  spiConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  twiConfig,
  usart0Config,
  watchdogConfig,
} from 'avr8js'
import { readHex } from './hex-file.ts'

export const CYCLES_A_MS = 16_000
const HERTZ = CYCLES_A_MS * 1_000
/** ATmega328P datasheet, 8.3: registers and I/O end here, 2,048 bytes of RAM begin. */
const RAM_FROM = 0x100
const RAM_BYTES = 2_048
const UNTOUCHED = 0xa5
/** The instruction SLEEP, and the bit that allows it (9.11.1, SMCR). */
const SLEEP = 0x9588
const SMCR = 0x53
const SREG = 0x5f
/** SREG, global interrupt enable. */
const I = 0x80
/**
 * Registers that a reset sets to 0 (8.0.1 and the chapters of each part) and avr8js leaves as they are: the timers with
 * their interrupts, SPI, TWI, USART, the pins and the sleep mode.
 */
const resetTo0 = [
  ...[0x6e, 0x6f, 0x70, 0x44, 0x45, 0x80, 0x81, 0xb0, 0xb1, 0x47, 0x48, 0xb3, 0xb4],
  ...[0x4c, 0xbc, 0xc1, 0x24, 0x25, 0x27, 0x28, 0x2a, 0x2b, SMCR],
] as const

export interface Uno {
  readonly cpu: CPU
  readonly ports: Readonly<Record<'b' | 'c' | 'd', AVRIOPort>>
  readonly spi: AVRSPI
  readonly twi: AVRTWI
  readonly usart: AVRUSART
  /** Emulated milliseconds since power-up. */
  now(): number
  run(ms: number): void
  /** Bytes of the stack at its deepest, and of RAM that nothing ever touched. */
  memory(): { readonly stack: number; readonly untouched: number }
}

/** When something happens beside the CPU. avr8js keeps it to itself: its version is pinned, and a test sees it sleep. */
function nextEventAt(cpu: CPU): number | null {
  const event: unknown = Reflect.get(cpu, 'nextClockEvent')
  return typeof event === 'object' && event && 'cycles' in event && typeof event.cycles === 'number'
    ? event.cycles
    : null
}

/**
 * The reset by the watchdog. avr8js forgets everything that its parts and ours have in hand, and no register: on the chip
 * it is the other way round.
 */
function makeResettable(cpu: CPU): void {
  const reset = cpu.reset.bind(cpu)
  cpu.reset = () => {
    for (const register of resetTo0) cpu.writeData(register, 0)
    const event: unknown = Reflect.get(cpu, 'nextClockEvent')
    reset()
    Reflect.set(cpu, 'nextClockEvent', event)
  }
}

/**
 * An Arduino UNO that was just switched on. avr8js takes SLEEP for a NOP: here it waits for the next interrupt. There an
 * interrupt comes right after the instruction that allows it: here one more is executed first, as on the chip (7.7),
 * where avr-gcc writes the two halves of the stack pointer around that moment.
 */
export function newUno(hex: string, eeprom: EEPROMBackend): Uno {
  const cpu = new CPU(readHex(hex), RAM_BYTES)
  cpu.data.fill(UNTOUCHED, RAM_FROM)
  for (const config of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, config)
  const ports = {
    b: new AVRIOPort(cpu, portBConfig),
    c: new AVRIOPort(cpu, portCConfig),
    d: new AVRIOPort(cpu, portDConfig),
  }
  new AVREEPROM(cpu, eeprom, eepromConfig)
  new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, HERTZ, clockConfig))
  makeResettable(cpu)
  let isAsleep = false

  /** Takes an interrupt that is due, which wakes the CPU; whether there was one. */
  function isInterrupted() {
    const before = cpu.pc
    cpu.tick()
    return cpu.pc !== before
  }

  return {
    cpu,
    ports,
    spi: new AVRSPI(cpu, spiConfig, HERTZ),
    twi: new AVRTWI(cpu, twiConfig, HERTZ),
    usart: new AVRUSART(cpu, usart0Config, HERTZ),
    now: () => cpu.cycles / CYCLES_A_MS,
    run(ms) {
      const end = cpu.cycles + ms * CYCLES_A_MS
      const { progMem, data } = cpu
      const execute = avrInstruction
      while (cpu.cycles < end) {
        if (isAsleep) {
          cpu.cycles = Math.min(end, Math.max(cpu.cycles, nextEventAt(cpu) ?? end))
          isAsleep = !isInterrupted()
          continue
        }
        const isSleep = progMem[cpu.pc] === SLEEP && ((data[SMCR] ?? 0) & 1) === 1
        const before = data[SREG] ?? 0
        execute(cpu)
        if (isSleep) isAsleep = !isInterrupted()
        else if ((~before & (data[SREG] ?? 0) & I) === 0) cpu.tick()
      }
    },
    memory() {
      const top = RAM_FROM + RAM_BYTES
      let [best, run, lowest] = [0, 0, top]
      for (let at = RAM_FROM; at < top; at += 1) {
        run = cpu.data[at] === UNTOUCHED ? run + 1 : 0
        if (run > best) [best, lowest] = [run, at + 1]
      }
      return { stack: top - lowest, untouched: best }
    },
  }
}
