import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { boardDevice } from './board/board-device.ts'
import { startPacedBoard } from './board/paced-board.ts'
import { nextBoot } from './boot-counter.ts'
import { systemClock } from './clock.ts'
import { type Config, readConfig, UsageError } from './config.ts'
import { type Device, softDevice } from './device.ts'
import { startGpioDesk } from './gpio/gpio-desk.ts'
import { usualPins } from './gpio/pins.ts'
import { findTools } from './gpio/tools.ts'
import { faceApi } from './http/face-api.ts'
import { gadgetApi } from './http/gadget-api.ts'
import { postTo } from './http/post.ts'
import { newGadget } from './runner.ts'

const log = pino({ name: 'gadget' }, pino.destination(2))

function port(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= 65_535) return number
  throw new InvalidArgumentError('is not a port.')
}

const options = new Command('gadget')
  .description('A gadget with a face for the browser: in software, or the firmware on an emulated board.')
  .requiredOption('--config <file>', 'who it is, with its keys')
  .requiredOption('--data <folder>', 'where its boot counter is kept')
  .option('--port <number>', 'where its server calls it', port, 3_000)
  .option('--face-port <number>', 'where its face is, on this machine only', port, 3_001)
  .option('--host <address>', 'what it listens on', '127.0.0.1')
  .option('--board', 'run the firmware, on an emulated board', false)
  .addOption(new Option('--gpio', 'buttons and a light on the pins of this machine').conflicts('board').default(false))
  .option('--until-stdin-ends', 'stop when standard input ends', false)
  .exitOverride(({ code, exitCode }) => process.exit(code.startsWith('commander.help') ? 0 : exitCode && 2))
  .parse()
  .opts<{
    config: string
    data: string
    port: number
    facePort: number
    host: string
    board: boolean
    gpio: boolean
    untilStdinEnds: boolean
  }>()

function cannotListen(host: string, at: number, error: unknown): UsageError {
  const why = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' ? 'is taken' : String(error)
  return new UsageError(`port ${at} on ${host}: ${why}`)
}

async function listen(app: FastifyInstance, host: string, at: number): Promise<number> {
  try {
    await app.listen({ host, port: at })
  } catch (error) {
    throw cannotListen(host, at, error)
  }
  const address = app.server.address()
  return typeof address === 'object' && address ? address.port : at
}

/** A gadget that listens, and looks for its server. */
interface On {
  readonly port: number
  readonly device: Device
  /** Which start of it this is; null where the board counts by itself. */
  readonly boot: number | null
  stop(): Promise<void> | void
}

/** Without its buttons it is no gadget: whoever started it has to look. */
function tellLost({ why, isGivenUp }: { readonly why: string; readonly isGivenUp: boolean }): void {
  log[isGivenUp ? 'fatal' : 'warn']({ why }, 'the pins of this machine are lost')
  if (isGivenUp) process.exit(1)
}

async function switchOnSoftware(config: Config): Promise<On> {
  const server = postTo(config.server.url)
  const tools = options.gpio ? findTools() : null
  const self = { id: config.id, gate: config.gate, macKey: config.mac_key, pressKey: config.press_key }
  const boot = nextBoot(options.data)
  const gadget = newGadget({
    self: { ...self, boot },
    clock: systemClock,
    deliver: server.deliver,
  })
  const app = gadgetApi(gadget)
  const at = await listen(app, options.host, options.port)
  gadget.start()
  const pins = config.gpio ?? usualPins
  const letGo = tools && startGpioDesk({ gadget, pins, tools, clock: systemClock, onLost: tellLost })
  async function stop() {
    await letGo?.()
    gadget.stop()
    await app.close()
    server.close()
  }
  return { port: at, device: softDevice(gadget, config.name, systemClock), boot, stop }
}

async function switchOnBoard(config: Config): Promise<On> {
  const hex = readFileSync(fileURLToPath(new URL('../../../firmware/release/w5500.hex', import.meta.url)), 'utf8')
  const { data, host } = options
  const board = startPacedBoard({ config, data, hex, clock: systemClock, host, port: options.port })
  const at = await board.ready.catch((error: unknown) => {
    throw cannotListen(host, options.port, error)
  })
  const device = boardDevice(board, config, systemClock, `http://${host}:${at}`)
  let wasSlow = false
  device.onChange(() => {
    const { board: it } = device.present()
    if (it?.slow && !wasSlow) log.warn({ speed: it.speed }, 'this machine is too slow for the firmware')
    wasSlow = it?.slow ?? false
  })
  function stop() {
    device.stop()
    board.stop()
  }
  return { port: at, device, boot: null, stop }
}

async function main(): Promise<void> {
  const config = readConfig(options.config)
  mkdirSync(options.data, { recursive: true })
  const gadget = await (options.board ? switchOnBoard(config) : switchOnSoftware(config))
  const page = fileURLToPath(new URL('./public', import.meta.url))
  const faceApp = await faceApi({ device: gadget.device, clock: systemClock, page })
  let isStopping = false

  async function stop() {
    if (isStopping) return
    isStopping = true
    await Promise.all([gadget.stop(), faceApp.close()])
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  // Whoever started it holds the other end of its standard input, which closes however that one ends.
  if (options.untilStdinEnds) process.stdin.once('close', () => void stop()).resume()

  const url = `http://${options.host}:${gadget.port}`
  const face = `http://127.0.0.1:${await listen(faceApp, '127.0.0.1', options.facePort)}`
  process.stdout.write(`${JSON.stringify({ ready: 'gadget', url, face })}\n`)
  log.info({ url, face, boot: gadget.boot, server: config.server.url }, 'the gadget is on')
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) process.stderr.write(`gadget: ${error.message}\n`)
  else log.fatal(error, 'the gadget could not start')
  process.exit(error instanceof UsageError ? 2 : 1)
})
