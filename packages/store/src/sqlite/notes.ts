import type { Notes } from '../notes.ts'
import type { Database } from './engine.ts'
import type { Guard } from './guard.ts'

export function sqliteNotes(database: Database, guard: Guard): Notes {
  const get = database.prepare('select text from notes where name = ?')
  const add = database.prepare('insert or ignore into notes (name, text) values (?, ?)')
  const change = database.prepare('update notes set text = ? where name = ? and text = ?')
  return {
    get: (name) => guard(() => (get.get(name) as { readonly text: string } | undefined)?.text ?? null),
    swap: (name, known, text) =>
      guard(() => Number((known === null ? add.run(name, text) : change.run(text, name, known)).changes) === 1),
  }
}
