// The product with one commit per message, to show what group commit is worth. Started like the link's own main.
import { parseArgs } from 'node:util'
import { openSqlite } from '@boss-deployer/store'
import { startLink } from '../../apps/link/dist/link.js'

const { values } = parseArgs({
  options: { data: { type: 'string' }, port: { type: 'string' }, 'token-file': { type: 'string' } },
})
const link = await startLink({
  store: await openSqlite(`${values.data}/link.sqlite`),
  clock: () => Date.now(),
  host: '127.0.0.1',
  port: Number(values.port),
  consoleDir: '/nowhere',
  tokenFile: values['token-file'],
  maxBatch: 1,
  onError: (error) => console.error(error),
})
process.stdout.write(`${JSON.stringify({ url: link.url })}\n`)
process.once('SIGTERM', () => {
  void link.close().then(() => process.exit(0))
})
