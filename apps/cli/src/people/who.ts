import { routes } from '@boss-deployer/protocol'
import { must, wrongUsage } from '../command/problem.ts'
import type { Operator } from '../link/operator.ts'
import { type Line, line, type Style } from '../terminal/style.ts'
import { sayGrants } from '../words/grants.ts'

/** Those who sign in at the link, as far as the caller may see them. */
export const listPeople = async (operator: Operator) =>
  must(await operator.call('GET', '/people', { schema: routes['GET /people'].answer })).people

export type Person = Awaited<ReturnType<typeof listPeople>>[number]

/** The one person whom an id, a subject or an email names. */
export function personMeant(people: readonly Person[], who: string): Person {
  const email = who.toLowerCase()
  const found = people.find((it) => it.id === who || it.subject === who || it.email.toLowerCase() === email)
  if (found) return found
  throw wrongUsage(
    `there is nobody called ${who} here`,
    'give an id, a subject or an email that "boss people list" shows',
  )
}

/** One person as a row of a table. */
export const personRow = (style: Style, { id, name, email, grants, groups, revokedAt }: Person): readonly Line[] => [
  line`${id}`,
  line`${style.bold(name)}`,
  line`${email}`,
  line`${sayGrants(grants)}${groups.length === 0 ? '' : `; in ${groups.join(', ')}`}`,
  line`${revokedAt === null ? '' : style.red('revoked')}`,
]
