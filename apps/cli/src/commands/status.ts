import { exitCodes, fields, gateState, restAnswers, toWire } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { text } from '../command/param.ts'
import { must } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { asOperator, listGates } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { lockRow, modeWord } from '../words/gate.ts'

export const status: Command = command({
  name: 'status',
  group: 'Looking',
  about: 'how the gates stand and what waits',
  examples: [
    { command: 'boss status', about: 'all gates' },
    { command: 'boss status --gate shop.production --json', about: 'one gate, for a script' },
  ],
  args: {},
  options: { gate: text('--gate <gate>', 'only this gate and its locks', fields.gate), ...where },
  async run(context, { gate, ...input }) {
    const { out, now } = context
    const operator = asOperator(context, input)
    const gates =
      gate === undefined
        ? await listGates(operator)
        : [must(await operator.call('GET', `/gates/${gate}`, { schema: gateState }))]
    const { locks, more } = must(await operator.call('GET', '/locks', { query: { gate }, schema: restAnswers.locks }))
    const { style } = out
    out.answer(toWire({ gates, locks, more }), [
      ...gates.map((it) => modeWord(style, it, now())),
      ...(locks.length === 0
        ? [line`${style.dim('nothing waits')}`]
        : table(locks.map((it) => lockRow(style, it, now())))),
      ...(more ? [line`${style.dim('and more')}`] : []),
    ])
    return exitCodes.passed
  },
})
