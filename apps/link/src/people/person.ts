import { type Grant, grant, parse } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import type { Principal } from '../auth/principal.ts'
import type { PersonRow, SessionRow } from './tables.ts'
import { times } from './times.ts'

const grantList = z.array(grant)
const groupList = z.array(z.string())

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** A role that this link does not know, written by a newer one, gives nothing. */
export function grantsOf({ grants }: Pick<PersonRow, 'grants'>): readonly Grant[] {
  const list: unknown = jsonOf(grants)
  return Array.isArray(list) ? list.flatMap((each) => known(each)) : []
}

function known(each: unknown): readonly Grant[] {
  const parsed = parse(grantList, [each])
  return parsed.ok ? parsed.value : []
}

/** A list of names as it is kept. */
export const namesIn = (text: string | null): readonly string[] => {
  const parsed = parse(groupList, jsonOf(text))
  return parsed.ok ? parsed.value : []
}

/** The groups that an operator gave, and those that the company's own sign-in told. */
export const groupsOf = ({
  groups,
  providerGroups,
}: Pick<PersonRow, 'groups' | 'providerGroups'>): readonly string[] => [
  ...new Set([...namesIn(groups), ...namesIn(providerGroups)]),
]

/** Never an email or a name: both may change, and then somebody else may have them. */
export const subjectOf = ({ id }: Pick<PersonRow, 'id'>): string => `person:${id}`

/** When a session ends if nobody uses it any more. */
export const endOf = ({ expiresAt, updatedAt }: Pick<SessionRow, 'expiresAt' | 'updatedAt'>, usedAt = 0): number =>
  Math.min(expiresAt.getTime(), Math.max(updatedAt.getTime(), usedAt) + times.idle)

export const principalOf = (person: PersonRow, session: SessionRow): Principal => ({
  credential: session.id,
  subject: subjectOf(person),
  name: person.name,
  grants: grantsOf(person),
  groups: groupsOf(person),
  expiresAt: session.expiresAt.getTime(),
  via: session.kind === 'cli' ? 'cli' : 'console',
  proven: null,
  onlyLock: null,
  lastUsedAt: session.updatedAt.getTime(),
})
