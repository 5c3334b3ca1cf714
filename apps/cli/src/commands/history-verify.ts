import { exitCodes, fields } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { text } from '../command/param.ts'
import { Problem } from '../command/problem.ts'
import { knownHeads, refuseUnsigned } from '../history/known-head.ts'
import { readKey, verifyFile, verifyLink } from '../history/verify.ts'
import { where } from '../link/address.ts'
import { asOperator } from '../link/operator.ts'
import { line } from '../terminal/style.ts'

const path = fields.line(4_000)

export const historyVerify: Command = command({
  name: 'history verify',
  group: 'Looking',
  about: 'check that no event of the history was changed, dropped, added or moved',
  more: `Each event carries the SHA-256 of the one before, and an export ends with the link's signed head; a file and the
link's public key are enough. A file that was cut, with an older signed head at its end, is valid on its own: only a
head that was kept elsewhere finds that, given with --head or --anchor.`,
  examples: [
    { command: 'boss history verify', about: 'the history of the link, against its head' },
    { command: 'boss history verify history.jsonl --key link.pem', about: 'an export, without any link' },
    {
      command: 'boss history verify history.jsonl --key link.pem --anchor https://anchors.example.com/boss',
      about: 'and against the heads that were posted',
    },
  ],
  args: { file: text('[file]', 'an export; without it the link is asked', path) },
  options: {
    key: text('--key <pem>', "file with the link's public key", path),
    head: text('--head <head>', 'a head that is known from elsewhere: seq:hash, or a file with signed heads', path),
    anchor: text('--anchor <where>', 'address or file with signed heads that were posted there', path),
    ...where,
  },
  async run(context, { file, key: keyFile, head, anchor, ...input }) {
    const key = keyFile === undefined ? null : readKey(keyFile)
    const given = [head, anchor].flatMap((each) => each ?? [])
    const known = (await Promise.all(given.map(knownHeads))).flat()
    const against = { known, key }
    const checked =
      file === undefined ? await verifyLink(asOperator(context, input), against) : await verifyFile(file, against)
    if (!checked.ok) {
      const { sequence, line: at, kind, why } = checked.broken
      throw new Problem({
        code: 'conflict',
        message: `the history is broken at event ${sequence} (line ${at}), ${kind}: ${why}`,
        next: `keep a copy, and compare event ${sequence} with a backup or an earlier export`,
      })
    }
    const { sequence, hash } = checked.head
    if (key && !checked.signed)
      throw new Problem({
        code: 'conflict',
        message: `the history ends at event ${sequence} without its signed head: it is cut, or no whole export`,
        next: 'make a new one: boss history export --out FILE',
      })
    const believed = checked.changes.flatMap((change) => change.believed ?? [])
    if (key) refuseUnsigned(known, [key, ...believed])
    const { out } = context
    const events = sequence === 1 ? '1 event' : `${sequence} events`
    const isCovered = checked.signed !== null || known.some((each) => each.sequence === sequence) || sequence === 0
    const note = (what: string) => line`${out.style.yellow('note')}   ${what}`
    const isSigned = key !== null && checked.signed !== null
    const signedBy = isSigned ? checked.signed.key : null
    const byWhom = believed.length > 0 ? `a key that this one handed over to` : 'this key'
    const changes = checked.changes.map(({ sequence: at, from, key: to, endorsement, believed: its }) => ({
      ...{ sequence: at, from, to, endorsed: endorsement !== null, checked: its !== null },
    }))
    const found = { sequence, hash, last_event_covered: isCovered, signed: isSigned, signed_by: signedBy }
    out.answer({ ok: true, ...found, key_changes: changes }, [
      line`${out.style.green('whole')}  ${events}, each chained to the one before${isSigned ? `, signed by ${byWhom} (${signedBy ?? ''})` : ''}`,
      line`head   ${sequence}:${hash}`,
      ...changes.map((change) => {
        const its = change.checked ? 'by its word' : 'by its word, which the given key cannot check'
        const how = change.endorsed ? its : 'without its word'
        return line`key    event ${change.sequence}: ${change.to} took the place of ${change.from}, ${how}`
      }),
      ...(isCovered ? [] : [note('the last event is not covered: give the head with --head')]),
      ...(isSigned ? [] : [note('no signature was checked: give the public key with --key')]),
      ...(known.length > 0
        ? []
        : [note('a cut tail is found by a head that was kept elsewhere only: --head or --anchor')]),
    ])
    return exitCodes.passed
  },
})
