import { randomUUID } from 'node:crypto'
import { clientChannels, exitCodes, fields, toWire } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { duration, flag, required, text } from '../command/param.ts'
import { must } from '../command/problem.ts'
import { type Where, where } from '../link/address.ts'
import { asOperator, gateMeant } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { modeWord } from '../words/gate.ts'

const gate = text('--gate <gate>', 'the gate (default: the only one there is)', fields.gate)

interface Order extends Where {
  readonly gate: string | undefined
}

async function order(context: Context, input: Order, body: { readonly status: string }): Promise<number> {
  const operator = asOperator(context, input)
  const path = `/gates/${await gateMeant(operator, input.gate)}/status`
  const named = { ...body, requestId: randomUUID() }
  const state = must(await operator.call('POST', path, { body: named, schema: clientChannels.status.answer }))
  const { out } = context
  const word = state.changed ? line`` : line` (as before)`
  out.answer(toWire(state), [line`${modeWord(out.style, state)}${word}`])
  return exitCodes.passed
}

export const release: Command = command({
  name: 'release',
  group: 'Deciding',
  about: 'let every pipeline through, for a while',
  examples: [
    { command: 'boss release', about: 'for the time that the policy says (1 hour)' },
    { command: 'boss release --for 30m --reason "release train"', about: 'for half an hour' },
    { command: 'boss release --approve-pending', about: 'what waits now passes too' },
  ],
  args: {},
  options: {
    gate,
    for: duration('--for <for>', 'how long, such as 1h; then it asks again by itself'),
    approvePending: flag('--approve-pending', 'counts as your approval of every lock that waits'),
    reason: text('--reason <text>', 'why', fields.note),
    ...where,
  },
  run(context, { for: forMs, approvePending, reason, ...input }) {
    return order(context, input, { status: 'released', ...{ forMs, approvePending, reason } })
  },
})

export const block: Command = command({
  name: 'block',
  group: 'Deciding',
  about: 'let nobody through: every pipeline that waits or comes ends with 1',
  examples: [{ command: 'boss block --reason "incident 42"', about: 'until boss default or boss release' }],
  args: {},
  options: { gate, reason: required(text('--reason <text>', 'why', fields.note)), ...where },
  run: (context, { reason, ...input }) => order(context, input, { status: 'blocked', ...{ reason } }),
})

export const default_: Command = command({
  name: 'default',
  group: 'Deciding',
  about: 'ask for every pipeline again; what was ended stays ended',
  examples: [{ command: 'boss default', about: 'ends a release or a block' }],
  args: {},
  options: { gate, reason: text('--reason <text>', 'why', fields.note), ...where },
  run: (context, { reason, ...input }) => order(context, input, { status: 'default', ...{ reason } }),
})
