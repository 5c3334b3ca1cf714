import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../clock.ts'
import type { People } from '../people/people.ts'
import type { BrowserRow } from '../people/tables.ts'

/** Of one person; the oldest gives way. */
const MAX_OF_ONE = 10
/** Of all people; beyond that nobody new is told. */
const MAX_BROWSERS = 5_000

/** What a browser says of itself. */
export type Subscribed = Pick<BrowserRow, 'endpoint' | 'p256dh' | 'auth' | 'language' | 'agent'>

/** A browser with whom it belongs to now. */
export interface ToldBrowser {
  readonly browser: BrowserRow
  readonly principal: Principal
}

/** The browsers that people want to be told in. */
export interface Browsers {
  of(person: string): Promise<readonly BrowserRow[]>
  /** Null: there are too many here. */
  add(principal: Principal, said: Subscribed): Promise<BrowserRow | null>
  /** True when there was one. */
  remove(id: string): Promise<boolean>
  /** Those whose session nobody has ended; what is left of others is dropped. */
  told(): Promise<readonly ToldBrowser[]>
  find(id: string): Promise<ToldBrowser | null>
}

const MODEL = 'browser'
const PERSON = 'person:'

/** Whose browsers these may be; null: this is nobody who signs in as themselves at a page. */
export const personOf = ({ subject, via }: Pick<Principal, 'subject' | 'via'>): string | null =>
  subject.startsWith(PERSON) && via === 'console' ? subject.slice(PERSON.length) : null

export function browsersOf(people: Pick<People, 'library' | 'behind'>, clock: Clock): Browsers {
  const adapter = async () => (await people.library()).context.adapter
  const where = (field: keyof BrowserRow, value: string) => [{ field, value }]

  async function remove(id: string): Promise<boolean> {
    return (await (await adapter()).deleteMany({ model: MODEL, where: where('id', id) })) > 0
  }

  async function seated(browser: BrowserRow): Promise<ToldBrowser | null> {
    const principal = await people.behind(browser.sessionId)
    if (principal && personOf(principal) === browser.personId) return { browser, principal }
    await remove(browser.id)
    return null
  }

  const of = async (person: string) =>
    (await adapter()).findMany<BrowserRow>({
      model: MODEL,
      where: where('personId', person),
      sortBy: { field: 'createdAt', direction: 'desc' },
    })

  return {
    of,
    async add(principal, said) {
      const person = personOf(principal)
      const rows = await adapter()
      if (person === null || (await rows.count({ model: MODEL })) >= MAX_BROWSERS) return null
      await rows.deleteMany({ model: MODEL, where: where('endpoint', said.endpoint) })
      for (const { id } of (await of(person)).slice(MAX_OF_ONE - 1)) await remove(id)
      const data = { ...said, personId: person, sessionId: principal.credential, createdAt: new Date(clock()) }
      return rows.create<Omit<BrowserRow, 'id'>, BrowserRow>({ model: MODEL, data })
    },
    remove,
    async told() {
      const all = await (await adapter()).findMany<BrowserRow>({ model: MODEL, limit: MAX_BROWSERS })
      const found = []
      for (const browser of all) found.push(await seated(browser))
      return found.filter((each) => each !== null)
    },
    async find(id) {
      const browser = await (await adapter()).findOne<BrowserRow>({ model: MODEL, where: where('id', id) })
      return browser && seated(browser)
    },
  }
}
