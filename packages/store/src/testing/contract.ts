import { describe } from 'vitest'
import { testAppend } from './append.ts'
import { testAttendance } from './attendance.ts'
import { testCalls } from './calls.ts'
import { testCredentials } from './credentials.ts'
import { testFollow } from './follow.ts'
import { testGadgets } from './gadgets.ts'
import { testHistory } from './history.ts'
import { testLocks } from './locks.ts'
import { testNotes } from './notes.ts'
import { testPeople } from './people.ts'
import { testPresent } from './present.ts'
import { testSameAsMemory } from './same-as-memory.ts'
import { testSearch } from './search.ts'
import { type Subject, siteOf } from './site.ts'

export type { Place, Subject } from './site.ts'

/** What every store has to do, as tests of this one. */
export function storeContract(subject: Subject): void {
  describe(subject.name, () => {
    const site = siteOf(subject)
    testAppend(site)
    testPresent(site)
    testHistory(site)
    testLocks(site)
    testSearch(site)
    testNotes(site)
    testCalls(site)
    testFollow(site)
    testAttendance(site)
    testCredentials(site)
    testGadgets(site)
    testPeople(site)
    testSameAsMemory(subject)
  })
}
