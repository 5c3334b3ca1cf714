import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, fields, gadgetId } from '@boss-deployer/protocol'
import { type Command, type Context, command } from '../command/command.ts'
import { flag, text, wholeNumber } from '../command/param.ts'
import { wrongUsage } from '../command/problem.ts'
import { type Where, where } from '../link/address.ts'
import { dataFolder, tokenFileOf } from '../link/data.ts'
import { asOperator } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { startDesk } from '../up/desk.ts'
import { runHeld } from '../up/run-held.ts'
import { gadgetConfigOf, gadgetSpec, linkSpec, type Places, type Spec, serverConfigOf, serverSpec } from '../up/spec.ts'
import { firstPorts } from '../up/start-on-ports.ts'

const port = (flags: string, about: string) => wholeNumber(flags, about, [0, 65_535])
const configFile = (about: string) => text('--config <file>', about, fields.line(4_000))

/** Runs one part in the foreground; what it says goes to this terminal. */
function runPart({ signal, env }: Context, { script, args, name, env: more }: Spec): Promise<number> {
  return new Promise((resolve, reject) => {
    const part = spawn(process.execPath, [script, ...args, '--until-stdin-ends'], {
      stdio: ['pipe', 'inherit', 'inherit'],
      detached: true,
      env: { ...env, ...more },
    })
    part.stdin.on('error', () => {})
    const stop = () => part.kill('SIGTERM')
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    part.on('error', reject)
    part.on('exit', (code) => {
      if (signal.aborted) return resolve(exitCodes.passed)
      resolve(
        code === null || code === 0 ? exitCodes.notAllowed : code === exitCodes.usage ? code : exitCodes.notAllowed,
      )
    })
    void name
  })
}

function existing(config: string, part: string): string {
  if (existsSync(config)) return config
  throw wrongUsage(`${config} is not there`, `give the ${part}'s settings with --config, or let "boss up" write them`)
}

export const link: Command = command({
  name: 'link',
  group: 'The parts one by one',
  about: 'run the link alone: sockets, REST, console and the record',
  examples: [
    { command: 'boss link --port 8000 --data /var/lib/boss', about: 'it writes its tokens to tokens.json there' },
    {
      command: 'boss link --store postgres://boss@db/boss',
      about: 'the record in PostgreSQL; BOSS_STORE says the same',
    },
  ],
  args: {},
  options: {
    port: port('--port <number>', 'port to listen on (default 8000)'),
    store: text(
      '--store <address>',
      'where the record is: postgres://… or a SQLite file (default: one in the data folder)',
      fields.line(4_000),
    ),
    data: where.data,
  },
  run(context, input) {
    const data = dataFolder(input.data, context.env)
    mkdirSync(data, { recursive: true, mode: 0o700 })
    const at = { port: input.port ?? 8_000, tokenFile: tokenFileOf(data) }
    const env = input.store === undefined ? {} : { BOSS_STORE: input.store }
    return runPart(context, { ...linkSpec({ data, apps: context.apps }, at), env })
  },
})

export const server: Command = command({
  name: 'server',
  group: 'The parts one by one',
  about: 'run the server alone, on the Raspberry Pi beside the gadget',
  examples: [{ command: 'boss server --config /etc/boss/server.json', about: 'with its token and its gadgets' }],
  args: {},
  options: {
    port: port('--port <number>', 'port to listen on (default 5000)'),
    config: configFile('its settings (default: server/config.json in the data folder)'),
    data: where.data,
  },
  run(context, input) {
    const data = dataFolder(input.data, context.env)
    const config = existing(input.config ?? serverConfigOf(data), 'server')
    return runPart(context, serverSpec({ data, apps: context.apps }, { port: input.port ?? 5_000, config }))
  },
})

export const gadget: Command = command({
  name: 'gadget',
  group: 'The parts one by one',
  about: 'run a gadget, in software or on an emulated board, its face in the browser',
  examples: [
    { command: 'boss gadget --face-port 3001', about: 'the gadget that "boss up" has set up, alone' },
    { command: 'boss gadget --name left-desk', about: 'one more desk at that link, with the server beside it' },
  ],
  args: {},
  options: {
    name: text('--name <id>', 'one more gadget, which is enrolled the first time, with its own server', gadgetId),
    gate: text('--gate <gate>', 'with --name: its gate (default: root)', fields.gate),
    port: port('--port <number>', 'port that the server calls (default 3000)'),
    facePort: port('--face-port <number>', 'port of its face (default 3001)'),
    board: flag('--board', 'run the real firmware, on an emulated board'),
    gpio: flag('--gpio', 'buttons and a light on the pins of this Raspberry Pi'),
    config: configFile('its settings (default: gadget/config.json in the data folder)'),
    ...where,
  },
  run(context, { name, board, gpio, ...rest }) {
    const input = { ...rest, on: onOf(board, gpio) }
    if (name !== undefined && input.config === undefined) return runDesk(context, { ...input, name })
    if (name !== undefined) throw wrongUsage('--name and --config are two gadgets', 'give one of them')
    if (input.gate !== undefined)
      throw wrongUsage('--gate is for one more gadget', 'give it a --name, or move it: boss gadget move')
    const data = dataFolder(input.data, context.env)
    const config = existing(input.config ?? gadgetConfigOf(data), 'gadget')
    const ports = { port: input.port ?? firstPorts.gadget, facePort: input.facePort ?? firstPorts.face }
    return runPart(context, gadgetSpec({ data, apps: context.apps, on: input.on }, { ...ports, config }))
  },
})

function onOf(board: boolean, gpio: boolean): Places['on'] {
  if (board && gpio) throw wrongUsage('--board and --gpio are two gadgets', 'give one of them')
  return board ? 'board' : gpio ? 'gpio' : undefined
}

interface DeskInput extends Where {
  readonly name: string
  readonly gate: string | undefined
  readonly port: number | undefined
  readonly facePort: number | undefined
  readonly on: Places['on']
}

/** One more desk, in a folder of its own within the data folder. */
function runDesk(context: Context, { name, gate = 'root', port, facePort, on, ...input }: DeskInput) {
  const { out } = context
  const operator = asOperator(context, input)
  const data = join(dataFolder(input.data, context.env), 'desks', name)
  const desk = {
    places: { data, apps: context.apps, on },
    wanted: { id: name, gate },
    operator,
    link: operator.address.url,
    ports: { gadget: port, face: facePort },
  }
  return runHeld(context, {
    data,
    heldBy: (pid) =>
      wrongUsage(`"${name}" runs already (process ${pid})`, 'use that one, or give this one another --name'),
    start: (wishes) => startDesk(desk, wishes),
    ready: ({ id, server, gadget, face }) =>
      out.answer({ id, server, gadget, face }, [line`${out.style.bold(id)} is on: ${out.style.blue(face)}`]),
  })
}
