import { exitCodes, fields, restAnswers, toWire } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { flag, text, wholeNumber } from '../command/param.ts'
import { must, Problem } from '../command/problem.ts'
import { knownHead } from '../history/known-head.ts'
import { verifyFile, verifyLink } from '../history/verify.ts'
import { where } from '../link/address.ts'
import { follow } from '../link/feed.ts'
import { asOperator, type Operator } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { eventLine } from '../words/event.ts'
import type { JsonRecord } from '../words/record.ts'

const NEWEST = 20

export const history: Command = command({
  name: 'history',
  group: 'Looking',
  about: 'who let what through and what else happened; "history verify" checks it',
  examples: [
    { command: 'boss history', about: `the newest ${NEWEST} events` },
    { command: 'boss history --limit 500 --json', about: 'one document for a script' },
    { command: 'boss history --follow', about: 'and what happens from now on; with --json one event a line' },
  ],
  args: {},
  options: {
    follow: flag('--follow', 'go on until ctrl-C'),
    limit: wholeNumber('--limit <number>', `how many of the newest (default ${NEWEST})`, [1, 500]),
    ...where,
  },
  async run(context, { follow: isFollowing, limit, ...input }) {
    const operator = asOperator(context, input)
    const query = { limit: limit ?? NEWEST }
    const page = must(await operator.call('GET', '/history', { query, schema: restAnswers.history }))
    const events = [...page.events].sort((one, other) => one.sequence - other.sequence)
    if (isFollowing) return followOn(context, operator, events)
    const { out } = context
    const wire = events.map((event): JsonRecord => toWire(event))
    out.answer(
      { events: wire, more: page.more },
      wire.map((event) => eventLine(out.style, event)),
    )
    return exitCodes.passed
  },
})

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

export const historyVerify: Command = command({
  name: 'history verify',
  group: 'Looking',
  about: 'check that no event of the history was changed, dropped, added or moved',
  more: `Each event carries the SHA-256 of the one before. The head that this prints is worth keeping somewhere else: given
with --head later, it proves that all up to there is still the same. Without a known head, the last event of a file
and what may be cut off after it cannot be checked.`,
  examples: [
    { command: 'boss history verify', about: 'the history of the link, against its head' },
    { command: 'boss history verify export.ndjson --head 42:9f86d0…', about: 'a file from GET /api/v1/history/export' },
  ],
  args: { file: text('[file]', 'an export; without it the link is asked', fields.line(4_000)) },
  options: { head: text('--head <seq:hash>', 'a head that is known from elsewhere', fields.line(100)), ...where },
  async run(context, { file, head, ...input }) {
    const known = head === undefined ? [] : [knownHead(head)]
    const checked =
      file === undefined ? await verifyLink(asOperator(context, input), known) : await verifyFile(file, known)
    const { out } = context
    if (!checked.ok) {
      const { sequence, why } = checked.broken
      throw new Problem({
        code: 'conflict',
        message: `the history is broken at event ${sequence}: ${why}`,
        next: `keep a copy, and compare event ${sequence} with a backup or an earlier export`,
      })
    }
    const { sequence, hash } = checked.head
    const isOpenEnded = file !== undefined && head === undefined && sequence > 0
    const events = sequence === 1 ? '1 event' : `${sequence} events`
    const doubt = line`${out.style.yellow('note')}   the last event is not covered: give the head with --head`
    out.answer({ ok: true, sequence, hash, last_event_covered: !isOpenEnded }, [
      line`${out.style.green('whole')}  ${events}, each chained to the one before`,
      line`head   ${sequence}:${hash}`,
      ...(isOpenEnded ? [doubt] : []),
    ])
    return exitCodes.passed
  },
})
