import { describe, expect, test } from 'vitest'
import { guardOf, storeErrorOf } from './guard.ts'
import { transactions } from './transaction.ts'

const engineError = (errcode: number) => Object.assign(new Error('what the engine says'), { errcode })

describe('an error of the engine', () => {
  test.each([
    [10, 'unavailable'], // SQLITE_IOERR
    [13, 'unavailable'], // SQLITE_FULL
    [8, 'unavailable'], // SQLITE_READONLY
    [522, 'unavailable'], // SQLITE_IOERR_SHORT_READ
    [11, 'damaged'], // SQLITE_CORRUPT
    [779, 'damaged'], // SQLITE_CORRUPT_INDEX
    [26, 'damaged'], // SQLITE_NOTADB
    [19, 'invalid'], // SQLITE_CONSTRAINT
    [1555, 'invalid'], // SQLITE_CONSTRAINT_PRIMARYKEY
  ])('%i comes out as %s, with its cause', async (errcode, code) => {
    const cause = engineError(errcode)
    const guard = guardOf(() => true)
    const failing = guard(() => {
      throw cause
    })
    await expect(failing).rejects.toMatchObject({ code, cause })
  })

  test('is told from a mistake of ours, which stays what it is', async () => {
    const mistake = new TypeError('no such thing')
    expect(storeErrorOf(mistake)).toBe(null)
    const guard = guardOf(() => true)
    const failing = guard(() => {
      throw mistake
    })
    await expect(failing).rejects.toBe(mistake)
  })
})

describe('a transaction', () => {
  const told: string[] = []
  const database = (failing: string) => ({
    prepare: (sql: string) => ({
      run() {
        told.push(sql)
        if (sql === failing) throw engineError(10)
        return { changes: 0 }
      },
      get: () => undefined,
      all: () => [],
    }),
  })
  const run = (failing: string) => {
    told.length = 0
    return transactions(database(failing))(() => told.push('write'))
  }

  test('that cannot be committed is rolled back', () => {
    expect(() => run('commit')).toThrow('what the engine says')
    expect(told).toEqual(['begin immediate', 'write', 'commit', 'rollback'])
  })

  test('that the engine has rolled back already tells the first error', () => {
    const failing = database('commit')
    const prepare = (sql: string) => (sql === 'rollback' ? failing.prepare('commit') : failing.prepare(sql))
    told.length = 0
    expect(() => transactions({ prepare })(() => null)).toThrow(expect.objectContaining({ errcode: 10 }))
  })

  test('that cannot begin writes nothing', () => {
    expect(() => run('begin immediate')).toThrow('what the engine says')
    expect(told).toEqual(['begin immediate'])
  })
})
