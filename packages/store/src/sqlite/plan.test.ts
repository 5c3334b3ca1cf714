import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sqliteCredentials } from './credentials.ts'
import { type Database, loadEngine } from './engine.ts'
import { guardOf } from './guard.ts'
import { lockTable } from './locks.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { recordTable } from './record.ts'

let database: Database
let asked: string[]
beforeEach(async () => {
  const { DatabaseSync } = await loadEngine()
  database = new DatabaseSync(':memory:', { timeout: 0, enableForeignKeyConstraints: true })
  migrate(database, migrations, 'here')
  asked = []
})
afterEach(() => database.close())

/** The database, with every select that is prepared noted down. */
const noting = (): Database => ({
  exec: (sql) => database.exec(sql),
  close: () => database.close(),
  prepare(sql) {
    if (sql.trimStart().startsWith('select')) asked.push(sql)
    return database.prepare(sql)
  },
})

function planOf(sql: string): string {
  const values = Array.from(sql.matchAll(/\?/g), () => null)
  const steps = database.prepare(`explain query plan ${sql}`).all(...values) as { readonly detail: string }[]
  return steps.map(({ detail }) => detail).join('; ')
}

describe('with a million locks as fast as with ten:', () => {
  test('every question about locks and messages goes straight to an index, without sorting', () => {
    lockTable(noting())
    expect(asked.length).toBeGreaterThan(13)
    for (const sql of asked) expect(planOf(sql)).toMatch(/^SEARCH \w+ USING (?!.*TEMP B-TREE)/)
  })

  test('each shape of filter has its own index', () => {
    lockTable(noting())
    const plans = asked
      .filter((sql) => sql.includes('gate = ?'))
      .map((sql) => `${/listed_at/.test(sql)} ${planOf(sql)}`)
    expect(plans).toHaveLength(12)
    const used = new Set(plans.map((plan) => plan.replace(/ AND listed_at>\?/, '')))
    expect([...used].sort()).toEqual(
      [
        ['locks_of_gate', 'gate=?'],
        ['locks_of_pipeline', 'gate=? AND pipeline=?'],
        ['locks_of_pipeline_step', 'gate=? AND pipeline=? AND step=?'],
        ['locks_of_step', 'gate=? AND step=?'],
        ['listed_of_gate', 'gate=?'],
        ['listed_of_pipeline', 'gate=? AND pipeline=?'],
        ['listed_of_pipeline_step', 'gate=? AND pipeline=? AND step=?'],
        ['listed_of_step', 'gate=? AND step=?'],
      ]
        .map(([index, by]) => `${index?.startsWith('listed')} SEARCH locks USING INDEX ${index} (${by})`)
        .sort(),
    )
  })

  test('the start reads open locks from an index of open ones, and the record from its end', () => {
    recordTable(noting())
    const plan = (part: string) => planOf(asked.find((sql) => sql.includes(part)) ?? '')
    expect(plan('locks_open')).toBe('SCAN locks USING INDEX locks_open')
    expect(plan('sequence > ?')).toBe('SEARCH events USING INTEGER PRIMARY KEY (rowid>?)')
    expect(plan('sequence < ?')).toBe('SEARCH events USING INTEGER PRIMARY KEY (rowid<?)')
    expect(plan('desc limit 1')).toBe('SCAN events')
  })

  test('a credential is found by its hash', () => {
    sqliteCredentials(
      noting(),
      guardOf(() => true),
    )
    expect(planOf(asked.find((sql) => sql.includes('secret_hash')) ?? '')).toMatch(/^SEARCH credentials USING INDEX/)
  })
})
