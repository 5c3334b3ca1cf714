import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nextBoot } from '../boot-counter.ts'
import type { Clock } from '../clock.ts'
import { type Config, UsageError } from '../config.ts'
import { writeDurably } from '../durable-file.ts'
import { type Board, newBoard } from './board.ts'
import { lastBoot, setNextBoot } from './boot-slots.ts'
import { EEPROM_BYTES, openEeprom } from './eeprom-file.ts'
import { startPace } from './pace.ts'
import { CHIP_PORT, linesOf, networkOf, provision } from './provision.ts'

/** The firmware starts in less; a machine that needs longer is told so by the one who waits. */
const START_WITHIN_MS = 20_000

export interface PacedParts {
  readonly config: Config
  /** Where its EEPROM and its boot counter are kept. */
  readonly data: string
  readonly hex: string
  readonly clock: Clock
  /** Where its server calls it. */
  readonly host: string
  readonly port: number
}

/** The firmware, on an emulated board, as fast as time. */
export interface PacedBoard {
  board(): Board
  speed(): number | null
  /** Calls after each turn of the emulator; the answer stops it. */
  onTurn(listener: () => void): () => void
  /** Pulls the plug and puts it in again. */
  restart(): void
  /** Where it listens, once it does; rejects when it cannot. */
  readonly ready: Promise<number>
  stop(): void
}

/** The EEPROM of this gadget: provisioned when its settings are new, and counting on from the file's boot counter. */
function prepareEeprom({ config, data, hex, host }: PacedParts): string {
  const path = join(data, 'eeprom.bin')
  const stamp = join(data, 'eeprom.provisioned')
  const lines = linesOf(config, networkOf(config, host))
  const isKnown = createHash('sha256').update(lines.join('\n')).digest('hex')
  const isCurrent = existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === isKnown
  const memory = isCurrent ? new Uint8Array(readFileSync(path)) : provision(hex, lines)
  if (memory.length !== EEPROM_BYTES) throw new UsageError(`${path} is no EEPROM: remove it`)
  let boot = nextBoot(data)
  while (boot <= lastBoot(memory)) boot = nextBoot(data)
  setNextBoot(memory, boot)
  writeDurably(path, memory)
  writeFileSync(stamp, isKnown)
  return path
}

/** Switches the board on. Throws a UsageError when the board cannot be this gadget. */
export function startPacedBoard(parts: PacedParts): PacedBoard {
  const { config, hex, clock, host, port } = parts
  const eeprom = openEeprom(prepareEeprom(parts))
  const { hostname } = new URL(config.server.url)
  const server = networkOf(config, host).server
  const connect = (address: string, to: number) =>
    address === server.ip && to === server.port ? { host: hostname, port: to } : null
  let fail = (_error: Error) => {}
  const power = () =>
    newBoard({ hex, eeprom, connect, listenAt: () => ({ host, port, failed: (error) => fail(error) }) })
  let board = power()
  const listeners = new Set<() => void>()

  function onTurn(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  const ready = new Promise<number>((resolve, reject) => {
    const cancel = clock.after(START_WITHIN_MS, () => reject(new Error('the firmware did not listen in time')))
    fail = reject
    const stopListening = onTurn(() => {
      const at = board.chip.portOf(CHIP_PORT)
      if (at === null) return
      cancel()
      stopListening()
      resolve(at)
    })
  })

  const pace = startPace((ms) => {
    board.run(ms)
    for (const listener of listeners) listener()
  }, clock)

  return {
    board: () => board,
    speed: () => pace.speed(),
    onTurn,
    restart() {
      // The firmware counts by itself; the file keeps up with it.
      nextBoot(parts.data)
      board.chip.close()
      board = power()
    },
    ready,
    stop() {
      pace.stop()
      board.chip.close()
      eeprom.close()
    },
  }
}
