import { resolve } from 'node:path'
import {
  copyStore,
  type Head,
  isServer,
  openStore,
  refuseMissing,
  restoreFile,
  type Store,
  StoreError,
  StoreHeldError,
  verifyFile,
} from '@boss-deployer/store'
import { Command, Option } from 'commander'
import { makePeopleTables } from '../people/library.ts'
import { askForBackup, doorOf } from './backup-door.ts'

/** What an operator does with a store as a whole: `copy`, `backup`, `restore`. Says the head it came to. */
const program = new Command('boss-store')
  .description('Moves a store, backs it up, and puts it back.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))

const where = () => new Option('--store <file>', 'the store').env('BOSS_STORE').makeOptionMandatory()

program
  .command('copy')
  .addOption(new Option('--from <store>').env('BOSS_STORE_FROM').makeOptionMandatory())
  .addOption(new Option('--to <store>').env('BOSS_STORE_TO').makeOptionMandatory())
  .action(({ from, to }: { from: string; to: string }) => copy(from, to))
program
  .command('backup <file>')
  .addOption(where())
  .action((file: string, { store }: { store: string }) => backUp(store, resolve(file)))
program
  .command('restore <file>')
  .addOption(where())
  .action((file: string, { store }: { store: string }) => restore(resolve(file), store))

try {
  await program.parseAsync()
} catch (error) {
  complain(error)
  process.exitCode = error instanceof StoreError && error.code === 'invalid' ? 2 : 1
}

function complain(error: unknown): void {
  process.stderr.write(`store: ${error instanceof Error ? error.message : String(error)}\n`)
}

function tell(what: string, { sequence, hash }: Head): void {
  process.stdout.write(`${what}: ${sequence} events, each chained to the one before\nhead   ${sequence}:${hash}\n`)
}

async function copy(from: string, to: string): Promise<void> {
  const progress = (table: string, rows: number) => process.stderr.write(`${table}: ${rows}\n`)
  const prepare = async (target: Store) => makePeopleTables(await target.people(), complain)
  const { head } = await copyStore({ from, to, prepare, onProgress: progress })
  tell('copied', head)
}

async function backUp(store: string, file: string): Promise<void> {
  refuseServer(store, 'pg_dump backs it up')
  refuseMissing(store)
  await backUpFile(store, file)
  tell('backed up', await verifyFile(file))
}

/** By the link that holds the file, or by ourselves when none does. */
async function backUpFile(store: string, file: string): Promise<void> {
  try {
    const opened = await openStore(store)
    try {
      await opened.backUp?.(file)
    } finally {
      await opened.close()
    }
  } catch (error) {
    if (!(error instanceof StoreHeldError)) throw error
    await askForBackup(doorOf(store), file)
  }
}

async function restore(file: string, store: string): Promise<void> {
  refuseServer(store, 'pg_restore puts it back')
  tell('restored', await restoreFile(file, store))
}

function refuseServer(store: string, instead: string): void {
  if (isServer(store))
    throw new StoreError('invalid', `the store is a PostgreSQL database: ${instead}, see docs/operate.md`)
}
