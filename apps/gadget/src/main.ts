import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { nextBoot } from './boot-counter.ts'
import { systemClock } from './clock.ts'
import { readConfig, UsageError } from './config.ts'
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
  .description('A gadget without a board: the protocol, the lights and the buttons, with a face for the browser.')
  .requiredOption('--config <file>', 'who it is, with its keys')
  .requiredOption('--data <folder>', 'where its boot counter is kept')
  .option('--port <number>', 'where its server calls it', port, 3_000)
  .option('--face-port <number>', 'where its face is, on this machine only', port, 3_001)
  .option('--host <address>', 'what it listens on', '127.0.0.1')
  .option('--until-stdin-ends', 'stop when standard input ends', false)
  .exitOverride(({ code, exitCode }) => process.exit(code.startsWith('commander.help') ? 0 : exitCode && 2))
  .parse()
  .opts<{ config: string; data: string; port: number; facePort: number; host: string; untilStdinEnds: boolean }>()

async function listen(app: FastifyInstance, host: string, at: number): Promise<number> {
  try {
    await app.listen({ host, port: at })
  } catch (error) {
    const why = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' ? 'is taken' : String(error)
    throw new UsageError(`port ${at} on ${host}: ${why}`)
  }
  const address = app.server.address()
  return typeof address === 'object' && address ? address.port : at
}

async function main(): Promise<void> {
  const config = readConfig(options.config)
  mkdirSync(options.data, { recursive: true })
  const boot = nextBoot(options.data)
  const server = postTo(config.server.url)
  const self = { id: config.id, gate: config.gate, macKey: config.mac_key, pressKey: config.press_key, boot }
  const gadget = newGadget({ self, clock: systemClock, deliver: server.deliver })
  const page = fileURLToPath(new URL('./public', import.meta.url))
  const apps = [gadgetApi(gadget), await faceApi({ gadget, name: config.name, clock: systemClock, page })] as const

  let isStopping = false
  async function stop() {
    if (isStopping) return
    isStopping = true
    gadget.stop()
    await Promise.all(apps.map((app) => app.close()))
    server.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  // Whoever started it holds the other end of its standard input, which closes however that one ends.
  if (options.untilStdinEnds) process.stdin.once('close', () => void stop()).resume()

  const url = `http://${options.host}:${await listen(apps[0], options.host, options.port)}`
  const face = `http://127.0.0.1:${await listen(apps[1], '127.0.0.1', options.facePort)}`
  gadget.start()
  process.stdout.write(`${JSON.stringify({ ready: 'gadget', url, face })}\n`)
  log.info({ url, face, boot, server: config.server.url }, 'the gadget is on')
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) process.stderr.write(`gadget: ${error.message}\n`)
  else log.fatal(error, 'the gadget could not start')
  process.exit(error instanceof UsageError ? 2 : 1)
})
