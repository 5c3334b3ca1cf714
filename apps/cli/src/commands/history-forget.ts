import { exitCodes, fields, restAnswers, toWire } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { required, text } from '../command/param.ts'
import { must } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { asOperator } from '../link/operator.ts'
import { line } from '../terminal/style.ts'

export const historyForget: Command = command({
  name: 'history forget',
  group: 'Looking',
  about: 'erase the context of a lock that has ended: author, message, links, changelog; the history stays whole',
  examples: [
    { command: 'boss history forget 01890a5d-ac96-774b-bcce-b302099a8057', about: 'what its pipeline told is gone' },
  ],
  args: { uuid: required(text('<uuid>', 'the lock', fields.uuid)) },
  options: { ...where },
  async run(context, { uuid, ...input }) {
    const { out } = context
    const schema = restAnswers.forgotten
    const done = must(await asOperator(context, input).call('DELETE', `/locks/${uuid}/context`, { schema }))
    const said = done.forgotten ? out.style.yellow('forgotten') : out.style.dim('nothing to forget')
    out.answer(toWire(done), [line`${said}  the context of ${done.uuid} at gate ${done.gate}`])
    return exitCodes.passed
  },
})
