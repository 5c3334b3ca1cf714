import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore, type Store, StoreError } from '@boss-deployer/store'
import { pino } from 'pino'
import { systemClock } from './clock.ts'
import { ConfigError, type LinkConfig, printedConfig, readConfig } from './config/read.ts'
import { IntegrationsFileError, readIntegrations } from './integrations/file.ts'
import { startLink } from './link.ts'
import { peopleSettingsOf } from './people/settings.ts'
import { readFormerKey, readSigningKey, SigningKeyError } from './record/signing-key.ts'
import { type Door, doorOf, openBackupDoor } from './store/backup-door.ts'
import { readTrust, TrustFileError } from './trust-file.ts'

const TICK_MS = 1_000
/** Longer than everything that a stop waits for. */
const STOP_WITHIN_MS = 15_000
const consoleDir = fileURLToPath(new URL('../../console/dist/public', import.meta.url))

try {
  const { config, isPrintOnly } = readConfig({ argv: process.argv, env: process.env })
  if (isPrintOnly) process.stdout.write(printedConfig(config))
  else await run(config)
} catch (error) {
  process.stderr.write(`link: ${messageOf(error)}\n`)
  process.exit(2)
}

async function run(config: LinkConfig): Promise<void> {
  const log = pino({ name: 'link', level: config.logLevel }, pino.destination(2))
  const location = config.store ?? join(config.data, 'link.sqlite')
  const store = await openStore(location)
  const link = await startLink({
    ...config,
    web: config,
    store,
    log,
    clock: systemClock,
    consoleDir: config.console ?? consoleDir,
    trust: readTrust(config.trust),
    integrations: readIntegrations(config.integrations),
    ...peopleSettingsOf(config),
    onSecurity: (security) => log.info({ security }, security.event),
    formerSigningKey: readFormerKey(config.formerSigningKeyFile),
    signingKey: readSigningKey({
      pem: config.signingKey,
      file: config.signingKeyFile,
      ownFile: `${config.data}/signing-key.pem`,
    }),
  })
  const door = await openDoor(store, doorOf(location), (error) => log.error(error))
  const ticking = setInterval(() => void link.tick().catch((error: unknown) => log.error(error)), TICK_MS)
  process.stdout.write(`${JSON.stringify({ ready: 'link', url: link.url })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  if (config.untilStdinEnds) process.stdin.once('close', stop).resume()

  function stop(): void {
    clearInterval(ticking)
    setTimeout(() => {
      log.error(`not everything ended within ${STOP_WITHIN_MS} ms`)
      process.exit(1)
    }, STOP_WITHIN_MS).unref()
    Promise.all([door?.close(), link.close()]).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(error)
        process.exit(1)
      },
    )
  }
}

/** A link that nobody can ask for a backup is a link all the same: then it is stopped for one. */
async function openDoor({ backUp }: Store, path: string, onError: (error: unknown) => void): Promise<Door | null> {
  if (backUp === null) return null
  return openBackupDoor(path, backUp).catch((error: unknown) => {
    onError(error)
    return null
  })
}

function messageOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `port ${'port' in error ? String(error.port) : ''} is taken: choose another with --port`
  const known = [StoreError, ConfigError, TrustFileError, IntegrationsFileError, SigningKeyError]
  if (error instanceof Error && known.some((kind) => error instanceof kind)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
