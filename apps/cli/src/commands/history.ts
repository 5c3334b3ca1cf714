import { type Camel, exitCodes, restAnswers, toWire } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { flag, wholeNumber } from '../command/param.ts'
import { must, wrongUsage } from '../command/problem.ts'
import { type Filters, filterOptions, filtersOf, hasFilter } from '../history/filters.ts'
import { where } from '../link/address.ts'
import { follow } from '../link/feed.ts'
import { asOperator, type Operator } from '../link/operator.ts'
import { eventLine } from '../words/event.ts'
import type { JsonRecord } from '../words/record.ts'

const NEWEST = 20

type Page = Camel<ReturnType<(typeof restAnswers.history)['parse']>>

export const history: Command = command({
  name: 'history',
  group: 'Looking',
  about:
    'who let what through; "history export" keeps it, "history verify" checks it, "history forget" erases a context',
  examples: [
    { command: 'boss history', about: `the newest ${NEWEST} events` },
    { command: 'boss history --limit 500 --json', about: 'one document for a script' },
    { command: 'boss history --follow', about: 'and what happens from now on; with --json one event a line' },
  ],
  args: {},
  options: {
    follow: flag('--follow', 'go on until ctrl-C'),
    limit: wholeNumber('--limit <number>', `how many of the newest (default ${NEWEST})`, [1, 500]),
    before: wholeNumber('--before <sequence>', 'go on before this event', [1, 1e15]),
    ...filterOptions,
    ...where,
  },
  async run(context, { follow: isFollowing, limit, before, ...input }) {
    const operator = asOperator(context, input)
    const filters = filtersOf(input)
    if (isFollowing && (hasFilter(filters) || before !== undefined))
      throw wrongUsage('--follow tells everything: it takes no filters', 'leave one of them out')
    const page = await newest(operator, filters, limit ?? NEWEST, before)
    const events = [...page.events].sort((one, other) => one.sequence - other.sequence)
    if (isFollowing) return followOn(context, operator, events)
    const { out } = context
    const wire = events.map((event): JsonRecord => toWire(event))
    out.answer(
      { events: wire, more: page.next !== null, next: page.next },
      wire.map((event) => eventLine(out.style, event)),
    )
    return exitCodes.passed
  },
})

/** Goes on over pages that looked at all they may and found little, until there are enough. */
async function newest(operator: Operator, filters: Filters, limit: number, from: number | undefined) {
  const events: Page['events'][number][] = []
  let next: number | null = from ?? null
  do {
    const query = { ...filters, limit: limit - events.length, ...(next === null ? {} : { before: next }) }
    const page: Page = must(await operator.call('GET', '/history', { query, schema: restAnswers.history }))
    events.push(...page.events)
    next = page.next
  } while (next !== null && events.length < limit)
  return { events, next }
}

async function followOn({ out, signal }: Context, { address }: Operator, shown: readonly { sequence: number }[]) {
  const tell = (event: JsonRecord) => out.answer(event, [eventLine(out.style, event)])
  for (const event of shown) tell(toWire(event))
  const { connectLink } = await import('@boss-deployer/client')
  await using link = connectLink({ url: address.url, token: address.token, role: 'console' })
  for await (const heard of follow(link, shown.at(-1)?.sequence ?? 0, signal)) {
    if (heard.type === 'news') for (const event of heard.news.events) tell(toWire(event))
  }
  return exitCodes.passed
}
