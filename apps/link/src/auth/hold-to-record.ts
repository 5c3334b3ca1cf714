import type { EventOf } from '@boss-deployer/gate'
import { everything, parseEvent, type Store } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'

/** Up to which sequence access is as the record says. */
const NOTE = 'access-held-to'
const PAGE = 100
const byAccess = { ...everything, outcome: 'access-changed' } as const

export type AccessChanged = EventOf<'access-changed'>

interface HolderParts {
  readonly store: Pick<Store, 'search' | 'head' | 'notes' | 'credentials' | 'gadgets'>
  readonly clock: Clock
  /** Makes a person's rights what this says, where they are not. */
  readonly holdPerson: (access: AccessChanged) => Promise<void>
}

/**
 * Makes access what the record says. Each change is recorded before it is done, so that a link which dies between
 * leaves it undone: here it is done, by the next start and by every other link of the same store.
 */
export async function holdToRecord({ store, clock, holdPerson }: HolderParts): Promise<void> {
  const known = await store.notes.get(NOTE)
  const { sequence } = await store.head()
  // Read before the record is: what a name that was free again was given to since is not revoked by mistake.
  const [tokens, gadgets] = await Promise.all([store.credentials.list('token'), store.gadgets.list()])
  for (const access of await newestSince(Number(known ?? 0), store)) {
    const { subject, change, kind } = access
    if (kind === 'person') await holdPerson(access)
    if (change !== 'revoked') continue
    for (const token of tokens)
      if (token.subject === subject && token.revokedAt === null) await store.credentials.revoke(token.id, clock())
    for (const gadget of gadgets)
      if (`gadget:${gadget.id}` === subject && gadget.revokedAt === null) await store.gadgets.revoke(gadget.id, clock())
  }
  if (String(sequence) !== known) await store.notes.swap(NOTE, known, String(sequence))
}

/** What the record says last of each whose access changed after that sequence. */
async function newestSince(after: number, store: Pick<Store, 'search'>): Promise<Iterable<AccessChanged>> {
  const newest = new Map<string, AccessChanged>()
  let before: number | null = null
  do {
    const page: Awaited<ReturnType<Store['search']>> = await store.search(byAccess, before, PAGE)
    for (const stored of page.events) {
      if (stored.sequence <= after) return newest.values()
      const event = parseEvent(stored)
      if (event.type === 'access-changed' && isOfHolding(event) && !newest.has(event.subject))
        newest.set(event.subject, event)
    }
    before = page.next
  } while (before !== null && before > after)
  return newest.values()
}

/** What the company's sign-in told the link of groups repeats what was granted, as it was some time ago. */
const isOfLink = ({ change, by }: AccessChanged): boolean => change === 'changed' && by.via === 'link'

/** Whether it says what somebody holds. A reset does not: it repeats that, too. */
const isOfHolding = (access: AccessChanged): boolean => access.change !== 'reset' && !isOfLink(access)
