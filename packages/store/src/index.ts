export type { CallFilter, CallRow, CallState, Calls } from './calls.ts'
export { canonicalJson, digestContext, emptyHead, hashOf } from './chain.ts'
export { type Copied, type Copying, copyStore } from './copy.ts'
export {
  StoreDamagedError,
  StoreError,
  type StoreErrorCode,
  StoreHeldError,
  StoreNewerError,
} from './errors.ts'
export { memoryStore } from './memory.ts'
export type { Notes } from './notes.ts'
export { isServer, openStore, refuseMissing } from './open.ts'
export { parseEvent } from './parse-event.ts'
export { openPostgres } from './postgres/open.ts'
export { everything, type Found, type SearchFilter } from './search/filter.ts'
export { restoreFile, verifyFile } from './sqlite/backup.ts'
export { openSqlite, type SqliteOptions } from './sqlite/open.ts'
export type {
  Appended,
  Attendance,
  Batch,
  Capabilities,
  Credential,
  Credentials,
  GadgetRow,
  Gadgets,
  GateRow,
  Head,
  LockFilter,
  PeopleDatabase,
  Present,
  PressRow,
  RoleAt,
  Store,
  StoredContext,
  StoredEvent,
  VersionConflict,
} from './store.ts'
export { type BrokenChain, eventsOf, type VerifyOptions, verifyChain } from './verify.ts'
