import { exitCodes, restAnswers } from '@boss-deployer/protocol'
import { type Command, command } from '../command/command.ts'
import { must } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { asOperator } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { sayDuration } from '../words/duration.ts'

export const console_: Command = command({
  name: 'console',
  group: 'Start here',
  about: 'a fresh address that signs a browser in to the console, once',
  examples: [{ command: 'boss console', about: 'open what it prints' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const operator = asOperator(context, input)
    const made = must(await operator.call('POST', '/session-codes', { body: {}, schema: restAnswers.sessionCode }))
    const address = `${operator.address.url}/#code=${made.code}`
    const { out, now } = context
    out.answer({ console: address, expires_at: made.expiresAt }, [line`${out.style.blue(address)}`])
    const left = sayDuration(Date.parse(made.expiresAt) - now())
    if (!out.isJson) out.tell({}, out.errorStyle.dim(`works once, within ${left}`))
    return exitCodes.passed
  },
})
