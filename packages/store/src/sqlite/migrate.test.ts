import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StoreNewerError } from '../errors.ts'
import { type Database, loadEngine } from './engine.ts'
import { migrate, schemaOf } from './migrate.ts'
import { type Migration, migrations } from './migrations.ts'

const addPets: Migration = (database) =>
  database.exec(`create table pets (name text) strict; insert into pets values ('Rex')`)
const addAge: Migration = (database) => database.exec('alter table pets add column age integer not null default 3')
const fail: Migration = (database) => {
  database.exec('create table half (done text)')
  throw new Error('this step is broken')
}

let database: Database
beforeEach(async () => {
  const { DatabaseSync } = await loadEngine()
  database = new DatabaseSync(':memory:', { timeout: 0, enableForeignKeyConstraints: true })
})
afterEach(() => database.close())
const pets = () => database.prepare('select * from pets').all()
const tables = () => database.prepare('select name from sqlite_schema').all()

describe('migrations', () => {
  test('bring an empty database to the newest schema, in order', () => {
    migrate(database, [addPets, addAge], 'here')
    expect(schemaOf(database)).toBe(2)
    expect(pets()).toMatchObject([{ name: 'Rex', age: 3 }])
  })

  test('bring a database of schema 1 to schema 2, and keep what is in it', () => {
    migrate(database, [addPets], 'here')
    database.exec(`insert into pets values ('Tom')`)
    migrate(database, [addPets, addAge], 'here')
    expect(schemaOf(database)).toBe(2)
    expect(pets()).toMatchObject([{ name: 'Rex' }, { name: 'Tom', age: 3 }])
  })

  test('are not done twice', () => {
    migrate(database, [addPets], 'here')
    migrate(database, [addPets], 'here')
    expect(pets()).toHaveLength(1)
  })

  test('are done as a whole or not at all', () => {
    expect(() => migrate(database, [addPets, fail], 'here')).toThrow('this step is broken')
    expect(schemaOf(database)).toBe(0)
    expect(tables()).toEqual([])
    migrate(database, [addPets, addAge], 'here')
    expect(pets()).toHaveLength(1)
  })

  test('that this release does not know are refused, with both numbers', () => {
    migrate(database, [addPets, addAge], 'here')
    expect(() => migrate(database, [addPets], 'here')).toThrow(new StoreNewerError('here', 2, 1))
    expect(pets()).toHaveLength(1)
  })
})

describe('the second schema', () => {
  test('makes grants of roles and gates, and an operator of who held the role that decided', () => {
    migrate(database, migrations.slice(0, 1), 'here')
    const insert = database.prepare(
      `insert into credentials (id, kind, secret_hash, subject, name, roles, gates, created_at)
         values (?, 'token', ?, 'token:a', 'a', ?, ?, 1)`,
    )
    insert.run('everywhere', 'hash 1', '["console"]', null)
    insert.run('here', 'hash 2', '["pipeline","server"]', '["shop","blog"]')
    migrate(database, migrations.slice(0, 2), 'here')
    const grants = database.prepare('select id, json(grants) as grants from credentials order by id').all()
    expect(grants).toMatchObject([
      { id: 'everywhere', grants: JSON.stringify([{ role: 'operator', gate: 'root' }]) },
      {
        id: 'here',
        grants: JSON.stringify(
          ['pipeline', 'server'].flatMap((role) => ['shop', 'blog'].map((gate) => ({ role, gate }))),
        ),
      },
    ])
  })
})
