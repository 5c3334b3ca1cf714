// The product with one commit per message, to show what group commit is worth. Started like the link's own main.
import { openSqlite } from '@boss-deployer/store'
import { pino } from 'pino'
import { readConfig } from '../../apps/link/dist/config/read.js'
import { startLink } from '../../apps/link/dist/link.js'
import { peopleSettingsOf } from '../../apps/link/dist/people/settings.js'
import { readSigningKey } from '../../apps/link/dist/record/signing-key.js'

const { config } = readConfig({ argv: process.argv, env: {} })
const link = await startLink({
  ...config,
  ...peopleSettingsOf(config),
  web: config,
  store: await openSqlite(`${config.data}/link.sqlite`),
  log: pino({ level: 'error' }, pino.destination(2)),
  clock: () => Date.now(),
  consoleDir: '/nowhere',
  trust: { issuers: [] },
  onSecurity: () => undefined,
  signingKey: readSigningKey({ pem: null, file: null, ownFile: `${config.data}/signing-key.pem` }),
  maxBatch: 1,
})
process.stdout.write(`${JSON.stringify({ url: link.url })}\n`)
process.once('SIGTERM', () => {
  void link.close().then(() => process.exit(0))
})
