import { createRequire } from 'node:module'

// The same engine and settings as the product's store.
const require = createRequire(new URL('../../packages/store/package.json', import.meta.url))
const [major, minor] = process.versions.node.split('.').map(Number)
const { DatabaseSync } =
  major > 22 || (major === 22 && minor >= 13) ? require('node:sqlite') : require('@photostructure/sqlite')

export function openDatabase(file) {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE')
  return database
}
