import { Kysely } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Store } from '../store.ts'
import { lock } from './sayings.ts'
import type { Site } from './site.ts'
import { storyOf } from './story.ts'

interface Tables {
  readonly friend: { readonly id: string; readonly name: string | null; readonly visits: number }
}

const tablesOf = async (store: Store) => new Kysely<Tables>({ dialect: (await store.people()).dialect })

async function madeIn(store: Store) {
  const tables = await tablesOf(store)
  const made = tables.schema
    .createTable('friend')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text')
    .addColumn('visits', 'integer')
  const people = await store.people()
  await people.alone(() => made.execute())
  return tables
}

export function testPeople(site: Site): void {
  describe('people', () => {
    test('have tables of their own: rows are added, counted, given back, and taken', async () => {
      const tables = await madeIn(site.store)
      const ada = { id: 'ada', name: null, visits: 1 }
      const added = tables.insertInto('friend').values(ada).returningAll()
      expect(await added.executeTakeFirstOrThrow()).toEqual(ada)
      const more = tables.updateTable('friend').set({ visits: 2 }).where('visits', '<', 5)
      expect((await more.executeTakeFirstOrThrow()).numUpdatedRows).toBe(1n)
      const gone = tables.deleteFrom('friend').where('id', '=', 'ada').returning('visits')
      expect(await gone.execute()).toEqual([{ visits: 2 }])
      expect(await tables.selectFrom('friend').selectAll().execute()).toEqual([])
    })

    test('are written while the record is: neither becomes part of the other', async () => {
      const { store } = site
      const tables = await madeIn(store)
      const story = storyOf()
      const rows = Array.from({ length: 20 }, (_, visits) => ({ id: `f${visits}`, name: 'F', visits }))
      await Promise.all([
        ...rows.map((row) => tables.insertInto('friend').values(row).execute()),
        story.tell(store, lock('a'), lock('b')),
      ])
      expect(await tables.selectFrom('friend').select('id').execute()).toHaveLength(20)
      expect((await store.head()).sequence).toBe(2)
    })

    test('have their tables made by one at a time', async () => {
      const people = await site.store.people()
      const made = await Promise.all([1, 2, 3].map((each) => people.alone(async () => each)))
      expect(made).toEqual([1, 2, 3])
    })

    test('are not reached through a closed store', async () => {
      const tables = await madeIn(site.store)
      await site.store.close()
      await expect(tables.selectFrom('friend').selectAll().execute()).rejects.toThrow()
      await expect(site.store.people()).rejects.toMatchObject({ code: 'unavailable' })
    })

    test('are there after a restart, where the store keeps anything', async () => {
      const tables = await madeIn(site.store)
      await tables.insertInto('friend').values({ id: 'ada', name: 'Ada', visits: 1 }).execute()
      const again = await madeIn(await site.reopen())
      const kept = await again.selectFrom('friend').select('name').execute()
      expect(kept).toEqual(site.capabilities.keepsAfterClose ? [{ name: 'Ada' }] : [])
    })
  })
}
