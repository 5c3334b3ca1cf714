import { exitCodes, fields } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { choice, text } from '../command/param.ts'
import { wrongUsage } from '../command/problem.ts'
import { csvOf } from '../history/csv.ts'
import { signedChainOf, telling, writeOut } from '../history/export.ts'
import { filterOptions, filtersOf, hasFilter } from '../history/filters.ts'
import { writeWhole } from '../history/whole-file.ts'
import { where } from '../link/address.ts'
import { asOperator } from '../link/operator.ts'

export const historyExport: Command = command({
  name: 'history export',
  group: 'Looking',
  about: 'the whole history in a file that "history verify" checks, or a part of it as CSV',
  more: `jsonl (the default) is the whole chain: the stored bytes, an event a line, oldest first, and the signed head as the
last line. csv is for people: flattened, newest first, with filters. A file appears whole or not at all.`,
  examples: [
    {
      command: 'boss history export --out history.jsonl',
      about: 'then: boss history verify history.jsonl --key link.pem',
    },
    {
      command: 'boss history export --format csv --gate shop --outcome unlocked',
      about: 'who let what through at shop',
    },
  ],
  args: {},
  options: {
    format: choice('--format <format>', 'what the file is', ['jsonl', 'csv']),
    out: text('--out <file>', 'where to; standard output where it is left out', fields.line(4_000)),
    ...filterOptions,
    ...where,
  },
  async run(context, { format, out: path, ...input }) {
    const filters = filtersOf(input)
    if (format !== 'csv' && hasFilter(filters))
      throw wrongUsage('filters go with --format csv: a chain with gaps proves nothing', 'add --format csv')
    const operator = asOperator(context, input)
    const chunks = telling(format === 'csv' ? csvOf(operator, filters) : signedChainOf(operator), context.out)
    await (path === undefined ? writeOut(chunks) : writeWhole(path, chunks))
    return exitCodes.passed
  },
})
