import type { readPeople } from './person.tsx'

/** Somebody whom a policy can name. */
export interface Principal {
  /** As a policy writes it: `person:…` or `group:…`. */
  readonly id: string
  readonly name: string
}

export type Shown = Awaited<ReturnType<typeof readPeople>>['people'][number]
type Person = Pick<Shown, 'subject' | 'name' | 'groups' | 'revokedAt'>

/** The groups that somebody is in, by name. */
export const groupsOf = (people: readonly Pick<Person, 'groups'>[]): readonly string[] =>
  [...new Set(people.flatMap(({ groups }) => groups))].sort()

/** The people who may still come in, then the groups that they are in. */
export function principalsOf(people: readonly Person[], groupNamed: (group: string) => string): readonly Principal[] {
  const here = people.filter(({ revokedAt }) => revokedAt === null)
  return [
    ...here.map(({ subject, name }) => ({ id: subject, name })),
    ...groupsOf(here).map((group) => ({ id: `group:${group}`, name: groupNamed(group) })),
  ]
}
