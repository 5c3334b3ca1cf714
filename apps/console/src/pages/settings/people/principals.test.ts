import { expect, test } from 'vitest'
import { principalsOf } from './principals.ts'

const of = (name: string, groups: readonly string[], revokedAt: string | null = null) => ({
  ...{ subject: `person:${name.toLowerCase()}`, name, groups: [...groups], revokedAt },
})

test('a policy can name who may come in, and each of their groups once', () => {
  const people = [of('Ada', ['ops', 'bosses']), of('Bo', ['ops']), of('Eve', ['gone'], '2026-01-05T09:00:00Z')]
  expect(principalsOf(people, (group) => `group ${group}`)).toEqual([
    { id: 'person:ada', name: 'Ada' },
    { id: 'person:bo', name: 'Bo' },
    { id: 'group:bosses', name: 'group bosses' },
    { id: 'group:ops', name: 'group ops' },
  ])
})
