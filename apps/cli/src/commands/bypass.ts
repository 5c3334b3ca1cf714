import { randomUUID } from 'node:crypto'
import { clientChannels, exitCodes, fields, toWire } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { required, text } from '../command/param.ts'
import { must } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { asOperator, gateMeant } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { sayDuration } from '../words/duration.ts'

export const bypass: Command = command({
  name: 'bypass',
  group: 'Deciding',
  about: 'break the glass: let one request pass though its gate is blocked',
  more: `Only for the responders that the policy of the gate names. The next request of that pipeline and step passes, and the
gate stays blocked for all others. Where the policy wants two responders, the second one gives the same command. It is
in the history for good.`,
  examples: [
    {
      command: 'boss bypass --pipeline shop --step production --reason "fix of incident 42"',
      about: 'then run the pipeline again',
    },
    {
      command: 'boss bypass --pipeline shop --step production --commit $SHA --reason "fix"',
      about: 'for this commit only',
    },
  ],
  args: {},
  options: {
    pipeline: required(text('--pipeline <name>', 'which pipeline may pass', fields.name)),
    step: required(text('--step <name>', 'which step of it', fields.name)),
    reason: required(text('--reason <text>', 'why', fields.note)),
    commit: text('--commit <commit>', 'only a request for this commit', fields.commit),
    gate: text('--gate <gate>', 'the gate that it asks at (default: the only one there is)', fields.gate),
    ...where,
  },
  async run(context, { pipeline, step, reason, commit, gate: named, ...input }) {
    const responder = asOperator(context, input)
    const gate = await gateMeant(responder, named)
    const body = { pipeline, step, reason, commit, requestId: randomUUID() }
    const schema = clientChannels.bypass.answer
    const given = must(await responder.call('POST', `/gates/${gate}/bypass`, { body, schema }))
    const { style } = context.out
    const what = line`${style.bold(`${pipeline} / ${step}`)} at gate ${gate}`
    const left = sayDuration(Date.parse(given.expiresAt) - context.now())
    const lines = given.granted
      ? [
          line`${style.green('granted')}  ${what} passes once, within ${left}`,
          line`  ${style.dim('next: run the pipeline again')}`,
        ]
      : [
          line`${style.yellow('asked')}    ${given.votes} of ${given.needed} responders for ${what}`,
          line`  ${style.dim(`next: another responder gives the same command within ${left}`)}`,
        ]
    context.out.answer(toWire(given), lines)
    return exitCodes.passed
  },
})
