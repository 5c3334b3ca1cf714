import { exitCodes, fields, grantRole, restAnswers, routes, toWire } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { choice, required, several, text } from '../command/param.ts'
import { must, Problem, wrongUsage } from '../command/problem.ts'
import { type Where, where } from '../link/address.ts'
import { asOperator, type Operator } from '../link/operator.ts'
import { FIRST, invite, inviteFirst } from '../people/first.ts'
import { type RoleAt, rolesAt, withGrants, withoutGrants } from '../people/grants.ts'
import { listPeople, type Person, personMeant, personRow } from '../people/who.ts'
import { line } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

const group = 'Administration'
const who = required(text('<who>', 'an id, a subject or an email that "boss people list" shows', fields.name))
const role = choice('--role <role>', 'what they may do', grantRole.options)
const gate = several('--gate <gate>', 'only this gate and those below', fields.gate)

export const peopleList: Command = command({
  name: 'people list',
  group,
  about: 'who signs in here, and what each may do',
  examples: [{ command: 'boss people list', about: 'those of the gates at which you operate' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const people = await listPeople(asOperator(context, input))
    const { out } = context
    const nobody = [line`${out.style.dim('nobody yet; begin with: boss people set-up')}`]
    out.answer(
      toWire({ people }),
      people.length === 0 ? nobody : table(people.map((each) => personRow(out.style, each))),
    )
    return exitCodes.passed
  },
})

/** Shows an address alone on stdout: it is told this once. */
function tellAddress({ out }: Context, made: { readonly address: string; readonly expiresAt: string }, to: string) {
  const { address, expiresAt } = made
  out.answer({ address, expires_at: expiresAt }, [line`${out.style.blue(address)}`])
  if (!out.isJson)
    out.tell({}, out.errorStyle.dim(line`for ${to}: good once, until ${expiresAt}; it is not shown again`))
  return exitCodes.passed
}

export const peopleInvite: Command = command({
  name: 'people invite',
  group,
  about: 'make an address by which one person joins; it is shown this once',
  examples: [
    { command: 'boss people invite "Ada Lovelace" --role approver --gate shop', about: 'for one gate and those below' },
    { command: 'boss people invite Bo --role viewer --group ops', about: 'in a group that policies name' },
  ],
  args: { name: required(text('<name>', 'what they are called; they may correct it', fields.name)) },
  options: {
    role: required(role),
    gate,
    group: several('--group <group>', 'a group that policies may name', fields.name),
    ...where,
  },
  async run(context, { name, role, gate, group: groups, ...input }) {
    const made = await invite(asOperator(context, input), { name, grants: rolesAt(role, gate), groups })
    return tellAddress(context, made, name)
  },
})

export const peopleSetUp: Command = command({
  name: 'people set-up',
  group,
  about: 'make an address by which the first operator joins, where nobody is there yet',
  examples: [
    {
      command: 'boss people set-up',
      about: 'where the link keeps its tokens, or with an operator token in BOSS_TOKEN',
    },
  ],
  args: {},
  options: { ...where },
  async run(context, input) {
    const made = await inviteFirst(asOperator(context, input))
    if (made === null) {
      throw new Problem({
        code: 'conflict',
        message: 'there are people here already',
        next: 'invite the next: boss people invite --help',
      })
    }
    return tellAddress(context, made, FIRST)
  },
})

async function changeAccess(context: Context, operator: Operator, person: Person, grants: readonly RoleAt[]) {
  const path = `/people/${encodeURIComponent(person.id)}/access`
  const changed = must(
    await operator.call('PUT', path, { body: { grants }, schema: routes['PUT /people/{id}/access'].answer }),
  )
  context.out.answer(toWire(changed), table([personRow(context.out.style, changed)]))
  return exitCodes.passed
}

interface Meant extends Where {
  readonly who: string
}

async function meant(context: Context, { who, ...input }: Meant) {
  const operator = asOperator(context, input)
  return { operator, person: personMeant(await listPeople(operator), who) }
}

export const peopleGrant: Command = command({
  name: 'people grant',
  group,
  about: 'let somebody do more, from now on',
  more: 'Whoever was revoked is let in again by it. Groups stay as they are.',
  examples: [
    { command: 'boss people grant ada@example.com --role approver --gate shop', about: 'beside what she may do' },
  ],
  args: { who },
  options: { role: required(role), gate, ...where },
  async run(context, { role, gate, ...input }) {
    const { operator, person } = await meant(context, input)
    return changeAccess(context, operator, person, withGrants(person.grants, rolesAt(role, gate)))
  },
})

export const peopleReset: Command = command({
  name: 'people reset',
  group,
  about: 'make an address by which somebody sets a new password; it is shown this once',
  more: 'Setting it ends all their sessions. A second factor is still asked for. For whoever lost that, too: revoke and invite anew.',
  examples: [{ command: 'boss people reset ada@example.com', about: 'for whoever forgot theirs' }],
  args: { who },
  options: { ...where },
  async run(context, input) {
    const { operator, person } = await meant(context, input)
    const path = `/people/${encodeURIComponent(person.id)}/password-resets`
    const schema = routes['POST /people/{id}/password-resets'].answer
    return tellAddress(context, must(await operator.call('POST', path, { schema })), person.name)
  },
})

export const peopleRevoke: Command = command({
  name: 'people revoke',
  group,
  about: 'let somebody in no more, or take one role away',
  examples: [
    { command: 'boss people revoke ada@example.com', about: 'ends her sessions, too' },
    { command: 'boss people revoke ada@example.com --role approver --gate shop', about: 'she keeps the rest' },
  ],
  args: { who },
  options: { role, gate, ...where },
  async run(context, { role, gate, ...input }) {
    if (role === undefined && gate.length > 0)
      throw wrongUsage('--gate needs --role', 'say which role is taken away there')
    const { operator, person } = await meant(context, input)
    if (role !== undefined) return takeAway(context, operator, person, rolesAt(role, gate))
    const path = `/people/${encodeURIComponent(person.id)}`
    const { revoked } = must(await operator.call('DELETE', path, { schema: restAnswers.revoked }))
    const said = context.out.style.red(revoked ? 'revoked' : 'was revoked before')
    context.out.answer({ id: person.id, revoked }, [line`${said}  ${person.name}`])
    return exitCodes.passed
  },
})

function takeAway(context: Context, operator: Operator, person: Person, taken: readonly RoleAt[]) {
  const left = withoutGrants(person.grants, taken)
  if (person.revokedAt !== null)
    throw wrongUsage(`${person.name} is revoked and may do nothing`, 'there is nothing to take')
  if (left.length === person.grants.length) {
    const next = 'name what "boss people list" shows; a role at a gate above is taken there'
    throw wrongUsage(`${person.name} does not hold that`, next)
  }
  return changeAccess(context, operator, person, left)
}
