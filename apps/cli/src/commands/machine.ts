import { restClient } from '@boss-deployer/client/rest'
import { exitCodes, fields, gadgetId, restAnswers, toWire } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { flag, required, text } from '../command/param.ts'
import { must, wrongUsage } from '../command/problem.ts'
import { findLinkUrl, where } from '../link/address.ts'
import { asOperator } from '../link/operator.ts'
import { type Line, line } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { writePrivate } from '../up/private-file.ts'

const id = required(text('<id>', 'its id', gadgetId))
const boss = {
  boss: text('--boss <id>', 'whose press it is, such as person:anna (default: a shared desk)', fields.name),
  bossName: text('--boss-name <name>', "the boss's name (default: the id)", fields.name),
}
const gate = text('--gate <gate>', 'its gate (default: root)', fields.gate)

const bossOf = ({ boss: id, bossName }: { boss: string | undefined; bossName: string | undefined }) =>
  id === undefined ? undefined : { id, name: bossName ?? id }

const gadgetLine = ({ out }: Context, it: { id: string; name: string; gate: string; voter: { name: string } }): Line =>
  line`${out.style.bold(it.id)}  ${it.name}, at ${it.gate}, votes as ${it.voter.name}`

interface Seen {
  readonly online: boolean
  readonly seenAt: string | null
  readonly revokedAt?: string | null
}

function presenceOf({ out }: Context, { online, seenAt, revokedAt = null }: Seen) {
  if (revokedAt !== null) return out.style.red('revoked')
  if (online) return out.style.green('on')
  return out.style.yellow(seenAt === null ? 'never seen' : `away, last seen ${seenAt}`)
}

export const gadgetList: Command = command({
  name: 'gadget list',
  group: 'Administration',
  about: 'the gadgets, their gates, who votes by their presses, and which answer now',
  examples: [{ command: 'boss gadget list', about: 'those that were revoked too' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const { out } = context
    const { gadgets } = must(await asOperator(context, input).call('GET', '/gadgets', { schema: restAnswers.gadgets }))
    const rows = gadgets.map((it) => [gadgetLine(context, it), presenceOf(context, it)])
    out.answer(toWire({ gadgets }), table(rows))
    return exitCodes.passed
  },
})

export const serverList: Command = command({
  name: 'server list',
  group: 'Administration',
  about: 'the servers, their gates, and whether they are connected',
  examples: [{ command: 'boss server list', about: 'whichever link they are connected to' }],
  args: {},
  options: { ...where },
  async run(context, input) {
    const { out } = context
    const { servers } = must(await asOperator(context, input).call('GET', '/servers', { schema: restAnswers.servers }))
    const rows = servers.map((it) => [
      line`${out.style.bold(it.name)}, at ${it.gates.join(', ')}`,
      presenceOf(context, it),
    ])
    out.answer(toWire({ servers }), table(rows))
    return exitCodes.passed
  },
})

export const gadgetMove: Command = command({
  name: 'gadget move',
  group: 'Administration',
  about: 'give a gadget another gate, boss or name',
  examples: [
    { command: 'boss gadget move desk-2 --gate shop.production', about: 'it shows and answers that gate' },
    { command: 'boss gadget move desk-2 --boss person:anna --boss-name Anna', about: 'its press is now hers' },
  ],
  args: { id },
  options: {
    gate: text('--gate <gate>', 'its new gate', fields.gate),
    name: text('--name <name>', 'its new name', fields.name),
    ...boss,
    shared: flag('--shared', 'nobody’s: it votes by its own name'),
    ...where,
  },
  async run(context, { id, gate, name, shared, ...input }) {
    const body = { gate, name, boss: shared ? null : bossOf(input) }
    const path = `/gadgets/${encodeURIComponent(id)}`
    const moved = must(await asOperator(context, input).call('PATCH', path, { body, schema: restAnswers.gadget }))
    context.out.answer(toWire(moved), [gadgetLine(context, moved)])
    return exitCodes.passed
  },
})

export const gadgetRevoke: Command = command({
  name: 'gadget revoke',
  group: 'Administration',
  about: 'end a gadget now: its presses count no more, and it turns amber',
  examples: [{ command: 'boss gadget revoke desk-2', about: 'for one that was lost' }],
  args: { id },
  options: { ...where },
  async run(context, { id, ...input }) {
    const path = `/gadgets/${encodeURIComponent(id)}`
    const done = must(await asOperator(context, input).call('DELETE', path, { schema: restAnswers.revoked }))
    const said = done.revoked ? 'revoked' : 'was revoked before'
    context.out.answer({ id, revoked: done.revoked }, [line`${context.out.style.red(said)}  ${id}`])
    return exitCodes.passed
  },
})

/** Makes a code and shows it alone on stdout. */
async function showCode(context: Context, input: Parameters<typeof asOperator>[1], body: object): Promise<number> {
  const made = await asOperator(context, input).call('POST', '/enrolment-codes', {
    body,
    schema: restAnswers.enrolmentCode,
  })
  const { code, expiresAt } = must(made)
  context.out.answer({ code, expires_at: expiresAt }, [line`${code}`])
  if (!context.out.isJson) context.out.tell({}, line`good once, until ${expiresAt}: boss enrol ${code} --config FILE`)
  return exitCodes.passed
}

export const gadgetCode: Command = command({
  name: 'gadget code',
  group: 'Administration',
  about: 'make a code by which a new gadget enrols itself',
  examples: [
    { command: 'boss gadget code desk-2 --name "Second floor" --gate shop', about: 'a shared desk' },
    { command: 'boss gadget code desk-3 --boss person:anna --boss-name Anna', about: 'the desk of a boss' },
  ],
  args: { id },
  options: {
    name: text('--name <name>', 'what people call it (default: its id)', fields.name),
    gate,
    ...boss,
    ...where,
  },
  run: (context, { id, name, gate, ...input }) =>
    showCode(context, input, { kind: 'gadget', id, name: name ?? id, gate: gate ?? 'root', boss: bossOf(input) }),
})

export const serverCode: Command = command({
  name: 'server code',
  group: 'Administration',
  about: 'make a code by which a new server enrols itself',
  examples: [{ command: 'boss server code pi-2 --gate shop', about: 'it passes on presses at that gate and below' }],
  args: { name: required(text('<name>', 'what it is called', fields.name)) },
  options: { gate, ...where },
  run: (context, { name, gate, ...input }) => showCode(context, input, { kind: 'server', name, gate: gate ?? 'root' }),
})

export const enrol: Command = command({
  name: 'enrol',
  group: 'The parts one by one',
  about: 'turn a code into the settings of this gadget or server',
  more: 'The code is good once. The file is for this user alone; it holds the keys, which are told this once.',
  examples: [
    { command: 'boss enrol K7WQ2-M4XHD --config server.json', about: 'a server of the link at BOSS_URL' },
    {
      command: 'boss enrol K7WQ2-M4XHD --config gadget.json --server http://10.0.0.2:5000',
      about: 'a gadget, and where its server is',
    },
  ],
  args: { code: required(text('<code>', 'what "boss gadget code" or "boss server code" told', fields.line(100))) },
  options: {
    config: required(text('--config <file>', 'where the settings are kept', fields.line(4_000))),
    server: text('--server <url>', 'of a gadget: the address of its server', fields.webUrl),
    ...where,
  },
  async run(context, { code, config, server, ...input }) {
    const url = findLinkUrl(input, context.env)
    const client = restClient({ url, token: '' })
    const it = must(await client.call('POST', '/enrol', { body: { code }, schema: restAnswers.enrolled }))
    const { kind, name, gate } = it
    if (it.kind === 'server') writePrivate(config, { link: { url, token: it.token }, name, gadgets: [] })
    else {
      const { id, macKey: mac_key, pressKey: press_key } = it
      const at = server ?? 'http://127.0.0.1:5000'
      writePrivate(config, { id, name, gate, mac_key, press_key, server: { url: at } })
    }
    context.out.answer({ kind, name, gate, config }, [line`enrolled the ${kind} ${name} at ${gate}: ${config}`])
    return exitCodes.passed
  },
})

export const gadgetKey: Command = command({
  name: 'gadget key',
  group: 'The parts one by one',
  about: "on a server: the key that it shares with a gadget, for the server's settings",
  more: 'Never the press key: with this one a server speaks with the gadget, and cannot press.',
  examples: [{ command: 'boss gadget key desk-2', about: "with the server's own token" }],
  args: { id },
  options: { ...where },
  async run(context, { id, ...input }) {
    const server = asOperator(context, input)
    if (!input.token && !context.env.BOSS_TOKEN)
      throw wrongUsage('a server has to say who it is', "set BOSS_TOKEN to the token in the server's settings")
    const path = `/gadgets/${encodeURIComponent(id)}/mac-key`
    const key = must(await server.call('GET', path, { schema: restAnswers.macKey }))
    context.out.answer(toWire(key), [line`${key.macKey}`])
    return exitCodes.passed
  },
})
