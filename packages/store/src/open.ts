import { existsSync } from 'node:fs'
import { StoreError } from './errors.ts'
import { openPostgres } from './postgres/open.ts'
import { openSqlite } from './sqlite/open.ts'
import type { Store } from './store.ts'

const POSTGRES = /^postgres(?:ql)?:/i

/** Whether a location is the address of a server, and not a file. */
export const isServer = (location: string): boolean => POSTGRES.test(location)

/**
 * Opens the store at a location, and makes it where there is none: a `postgres://` address, or a SQLite file.
 * @throws StoreError; it never tells the password in an address
 */
export const openStore = (location: string): Promise<Store> =>
  isServer(location) ? openPostgres(location) : openSqlite(location)

/** Opening makes a store where there is none; whoever wants one that is there asks this first. */
export function refuseMissing(location: string): void {
  if (!isServer(location) && !existsSync(location)) throw new StoreError('invalid', `there is no store at ${location}`)
}
