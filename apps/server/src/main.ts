import { mkdirSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { connectLink } from '@boss-deployer/client'
import { Command, InvalidArgumentError } from 'commander'
import type { FastifyInstance } from 'fastify'
import makeMdns from 'multicast-dns'
import { pino } from 'pino'
import { systemClock } from './clock.ts'
import { readConfig, UsageError } from './config.ts'
import { serverApi } from './http/api.ts'
import { gadgetCaller } from './http/call.ts'
import { claimFolder } from './journal/claim.ts'
import { openJournal } from './journal/journal.ts'
import { linkSide } from './link.ts'
import { answerName, isReachable } from './name.ts'
import { presenceTeller } from './presence.ts'
import { startServer } from './server.ts'

const log = pino({ name: 'server' }, pino.destination(2))

function port(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= 65_535) return number
  throw new InvalidArgumentError('is not a port.')
}

const options = new Command('server')
  .description('The server in the network of the gadget: gadgets on one side, the link on the other.')
  .requiredOption('--config <file>', 'its link and its gadgets, with their keys')
  .requiredOption('--data <folder>', 'where presses are kept while the link is away')
  .option('--port <number>', 'where gadgets call it', port, 5_000)
  .option('--host <address>', 'what it listens on', '127.0.0.1')
  .option('--until-stdin-ends', 'stop when standard input ends', false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ config: string; data: string; port: number; host: string; untilStdinEnds: boolean }>()

async function listen(app: FastifyInstance): Promise<number> {
  const { host, port: wanted } = options
  try {
    await app.listen({ host, port: wanted })
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    throw new UsageError(
      `port ${wanted} on ${host} ${isTaken ? 'is taken: choose another with --port' : String(error)}`,
    )
  }
  const address = app.server.address()
  return typeof address === 'object' && address ? address.port : wanted
}

async function main(): Promise<void> {
  const { link: at, name, gadgets } = readConfig(options.config)
  mkdirSync(options.data, { recursive: true })
  const giveBack = claimFolder(options.data)
  const journal = await openJournal(options.data)
  if (journal.spoiled > 0) log.warn({ lines: journal.spoiled }, 'the journal had lines that cannot be read')
  const gadgetSide = gadgetCaller()
  const link = linkSide({ connect: () => connectLink({ ...at, role: 'server' }), clock: systemClock, log })
  const enrolled = gadgets.map(({ mac_key: macKey, ...rest }) => ({ ...rest, macKey }))
  const { call } = gadgetSide
  const parts = { name, gadgets: enrolled, journal, clock: systemClock, log, call, send: link.send }
  const server = startServer({ ...parts, onState: presenceTeller(systemClock, link.tell) })
  const app = serverApi(server)
  const { host } = options
  const mdns = isReachable(host)
    ? makeMdns({ bind: '0.0.0.0', ...(isIPv4(host) && host !== '0.0.0.0' && { interface: host }) })
    : null
  if (mdns) answerName({ mdns, host, networks: networkInterfaces, log })

  let isStopping = false
  async function stop() {
    if (isStopping) return
    isStopping = true
    mdns?.destroy()
    await app.close()
    server.stop()
    await link.close()
    await journal.close()
    gadgetSide.close()
    giveBack()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  // Whoever started it holds the other end of its standard input, which closes however that one ends.
  if (options.untilStdinEnds) process.stdin.once('close', () => void stop()).resume()

  const url = `http://${options.host}:${await listen(app)}`
  link.start(server)
  process.stdout.write(`${JSON.stringify({ ready: 'server', url })}\n`)
  log.info({ url, link: at.url, gadgets: gadgets.map(({ id }) => id) }, 'the server is on')
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) process.stderr.write(`server: ${error.message}\n`)
  else log.fatal(error, 'the server could not start')
  process.exit(error instanceof UsageError ? 2 : 1)
})
