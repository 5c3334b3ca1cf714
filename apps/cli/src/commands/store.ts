import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { exitCodes, fields } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { required, text } from '../command/param.ts'
import { where } from '../link/address.ts'
import { dataFolder } from '../link/data.ts'
import { linkStoreOf } from '../up/spec.ts'

const location = (flags: string, about: string) => text(flags, about, fields.line(4_000))

/** Runs the link's own program for stores. Addresses go by the environment: they may hold a password. */
function runStore(context: Context, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve_, reject) => {
    const made = spawn(process.execPath, [join(context.apps, 'link', 'dist', 'store', 'main.js'), ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...context.env, ...env },
    })
    context.signal.addEventListener('abort', () => made.kill('SIGTERM'))
    made.on('error', reject)
    made.on('exit', (code) => {
      if (code === 0) return resolve_(exitCodes.passed)
      resolve_(code === exitCodes.usage ? exitCodes.usage : exitCodes.notAllowed)
    })
  })
}

const storeOf = (context: Context, told: string | undefined, data: string | undefined): string =>
  told ?? (context.env.BOSS_STORE || linkStoreOf(dataFolder(data, context.env)))

const store = location('--store <file>', 'the file of the store (default: the one in the data folder)')

export const storeCopy: Command = command({
  name: 'store copy',
  group: 'Administration',
  about: 'move everything from one store to another, such as from SQLite to PostgreSQL',
  more: `Stop every link first. The target has to be empty; all is copied in one transaction and the chain is followed
there before it ends, so that a copy which was interrupted can simply be made again.`,
  examples: [
    {
      command: 'boss store copy --from /var/lib/boss/link/link.sqlite --to postgres://boss@db/boss',
      about: 'PGPASSWORD may hold the password',
    },
  ],
  args: {},
  options: {
    from: required(location('--from <store>', 'a SQLite file or a postgres:// address')),
    to: required(location('--to <store>', 'an empty one, of either kind')),
  },
  run: (context, { from, to }) => runStore(context, ['copy'], { BOSS_STORE_FROM: from, BOSS_STORE_TO: to }),
})

export const storeBackup: Command = command({
  name: 'store backup',
  group: 'Administration',
  about: 'write all that the link keeps to one file, also while it runs',
  more: `The file is checked whole and holds secrets, such as the keys of gadgets: keep it as safe as the store. The head
that is printed is worth keeping elsewhere. A PostgreSQL store is backed up with pg_dump.`,
  examples: [{ command: 'boss store backup /backups/boss-2026-11-23.sqlite', about: 'from a timer, every night' }],
  args: { file: required(location('<file>', 'a new file')) },
  options: { store, data: where.data },
  run: (context, input) =>
    runStore(context, ['backup', resolve(input.file)], { BOSS_STORE: storeOf(context, input.store, input.data) }),
})

export const storeRestore: Command = command({
  name: 'store restore',
  group: 'Administration',
  about: 'put a backup back in the place of a store that was lost',
  more: 'Stop the link and move what is left of the old store away first: nothing is ever written over.',
  examples: [{ command: 'boss store restore /backups/boss-2026-11-23.sqlite', about: 'then start the link again' }],
  args: { file: required(location('<file>', 'a file that "store backup" wrote')) },
  options: { store, data: where.data },
  run: (context, input) =>
    runStore(context, ['restore', resolve(input.file)], { BOSS_STORE: storeOf(context, input.store, input.data) }),
})
