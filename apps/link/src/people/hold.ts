import type { AccessChanged } from '../auth/hold-to-record.ts'
import { namesIn } from './person.ts'
import type { Registry } from './registry.ts'
import type { PersonRow } from './tables.ts'

type Recorded = Pick<AccessChanged, 'change' | 'grants' | 'groups'>

/** Makes somebody's row what the record says of them; false when it was so already. */
export async function holdPerson(
  person: PersonRow,
  { change, grants, groups }: Recorded,
  { registry, now }: { readonly registry: Registry; readonly now: number },
): Promise<boolean> {
  if (change === 'made' || change === 'reset') return false
  if (change === 'revoked') {
    if (person.revokedAt !== null) return false
    await registry.change(person.id, { revokedAt: new Date(now) })
    await registry.endSessions(person.id)
    return true
  }
  const own = namesIn(person.groups)
  const told = namesIn(person.providerGroups)
  const next = {
    grants: JSON.stringify(grants),
    groups: JSON.stringify(groups.filter((group) => own.includes(group) || !told.includes(group))),
  }
  if (person.revokedAt === null && next.grants === person.grants && next.groups === person.groups) return false
  await registry.change(person.id, { ...next, revokedAt: null })
  return true
}
