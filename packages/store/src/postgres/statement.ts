import { hash } from 'node:crypto'
import type { QueryConfig } from 'pg'

/** A statement that each connection prepares once, by a name of its own: the server keeps 63 bytes of a name. */
export const statement = (text: string, values: readonly unknown[] = []): QueryConfig => ({
  name: hash('sha1', text),
  text,
  values: [...values],
})
