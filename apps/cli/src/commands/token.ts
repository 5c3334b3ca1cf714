import { exitCodes, fields, grantRole, restAnswers, toWire } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { type Command, command } from '../command/command.ts'
import { choice, duration, required, several, text } from '../command/param.ts'
import { must } from '../command/problem.ts'
import { where } from '../link/address.ts'
import { asOperator, type Operator } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

export const tokenCreate: Command = command({
  name: 'token create',
  group: 'Administration',
  about: 'make a token; it is shown this once',
  examples: [
    { command: 'boss token create --name shop-ci --role pipeline', about: 'for BOSS_TOKEN in a pipeline' },
    {
      command: 'boss token create --name shop-ci --role pipeline --gate shop --expires 90d',
      about: 'for one gate and those below',
    },
    { command: 'boss token create --name anna --role approver', about: 'for somebody who decides' },
  ],
  args: {},
  options: {
    name: required(text('--name <name>', 'who or what it is for', fields.name)),
    role: required(
      choice('--role <role>', 'what it may do: ask, serve gadgets, look, decide, or run everything', grantRole.options),
    ),
    gate: several('--gate <gate>', 'only this gate and those below', fields.gate),
    expires: duration('--expires <for>', 'when it ends, such as 90d (default: after a year; at most two)'),
    ...where,
  },
  async run(context, { name, role, gate, expires, ...input }) {
    const expiresAt = expires === undefined ? undefined : new Date(context.now() + expires).toISOString()
    const grants = (gate.length > 0 ? gate : ['root']).map((at) => ({ role, gate: at }))
    const body = { name, grants, expiresAt }
    const operator = asOperator(context, input)
    const made = must(await operator.call('POST', '/tokens', { body, schema: restAnswers.newToken }))
    // The token alone on stdout, so that TOKEN=$(boss token create ...) works.
    context.out.answer(toWire(made), [line`${made.token}`])
    const note = line`token ${made.id} for ${made.name} (${role}); it is not shown again`
    if (!context.out.isJson) context.out.tell({}, context.out.errorStyle.dim(note))
    for (const missing of await missingOf(operator, gate)) {
      const { yellow } = context.out.errorStyle
      context.out.tell({ missing }, line`${yellow('note')}  there is no gate ${missing} yet: boss gate add ${missing}`)
    }
    return exitCodes.passed
  },
})

/** Those of the gates that nobody has made yet; none where it cannot be known. */
async function missingOf(operator: Operator, gates: readonly string[]): Promise<readonly string[]> {
  if (gates.length === 0) return []
  const listed = await operator.call('GET', '/gates', { schema: restAnswers.gates })
  if (!listed.ok) return []
  const there = new Set<string>(listed.value.gates.map(({ gate }) => gate))
  return gates.filter((it) => !there.has(it))
}

export const tokenList: Command = command({
  name: 'token list',
  group: 'Administration',
  about: 'the tokens, their roles and when each was last used',
  examples: [{ command: 'boss token list', about: 'without the secrets, which nobody keeps' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const { tokens } = must(await asOperator(context, input).call('GET', '/tokens', { schema: restAnswers.tokens }))
    const { out } = context
    const rows = tokens.map(({ id, name, grants, expiresAt, revokedAt, lastUsedAt }) => [
      line`${id}`,
      line`${out.style.bold(name)}`,
      line`${grants.map(({ role, gate }) => `${role} at ${gate}`).join(', ')}`,
      line`${out.style.dim(lastUsedAt === null ? 'never used' : `used ${lastUsedAt}`)}`,
      line`${revokedAt === null ? (expiresAt === null ? '' : `until ${expiresAt}`) : out.style.red('revoked')}`,
    ])
    out.answer(toWire({ tokens }), table(rows))
    return exitCodes.passed
  },
})

const revoked = z.object({ revoked: z.boolean() })

export const tokenRevoke: Command = command({
  name: 'token revoke',
  group: 'Administration',
  about: 'end a token now',
  examples: [
    { command: 'boss token revoke 01890a5d-ac96-774b-bcce-b302099a8057', about: 'the id that "boss token list" shows' },
  ],
  args: { id: required(text('<id>', 'its id, not the token itself', fields.line(64))) },
  options: { ...where },
  async run(context, { id, ...input }) {
    const operator = asOperator(context, input)
    const done = must(await operator.call('DELETE', `/tokens/${encodeURIComponent(id)}`, { schema: revoked }))
    const said = done.revoked ? 'revoked' : 'was revoked before'
    context.out.answer({ id, revoked: done.revoked }, [line`${context.out.style.red(said)}  ${id}`])
    return exitCodes.passed
  },
})
