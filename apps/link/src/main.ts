import { fileURLToPath } from 'node:url'
import { openStore, StoreError } from '@boss-deployer/store'
import { pino } from 'pino'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { startLink } from './link.ts'
import { PeopleSettingsError, readPeopleSettings } from './people/settings.ts'
import { readTrust, TrustFileError } from './trust-file.ts'

const TICK_MS = 1_000

const config = readConfig(process.argv, fileURLToPath(new URL('../../console/dist/public', import.meta.url)))
const log = pino({ name: 'link' }, pino.destination(2))

try {
  const store = await openStore(config.store)
  const link = await startLink({
    ...config,
    store,
    clock: systemClock,
    consoleDir: config.console,
    trust: readTrust(config.trust),
    ...readPeopleSettings(process.env, config.data),
    onSecurity: (security) => log.info({ security }, security.event),
    onError: (error) => log.error(error),
  })
  const ticking = setInterval(() => void link.tick().catch((error: unknown) => log.error(error)), TICK_MS)
  process.stdout.write(`${JSON.stringify({ ready: 'link', url: link.url })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  if (config.untilStdinEnds) process.stdin.once('close', stop).resume()

  function stop(): void {
    clearInterval(ticking)
    link.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(error)
        process.exit(1)
      },
    )
  }
} catch (error) {
  process.stderr.write(`link: ${messageOf(error)}\n`)
  process.exit(2)
}

function messageOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `port ${config.port} is taken: choose another with --port`
  if (error instanceof StoreError || error instanceof TrustFileError || error instanceof PeopleSettingsError)
    return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
