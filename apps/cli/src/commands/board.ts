import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, fields } from '@boss-deployer/protocol'
import type { Provisioning } from '@boss-deployer/protocol/gadget'
import * as z from 'zod/mini'
import { runAvrdude, type Step } from '../board/avrdude.ts'
import { findPort } from '../board/ports.ts'
import { provisionBoard } from '../board/provision.ts'
import { talkTo } from '../board/talk.ts'
import { type Command, command } from '../command/command.ts'
import { choice, flag, required, text, wholeNumber } from '../command/param.ts'
import { wrongUsage } from '../command/problem.ts'
import type { Input } from '../terminal/input.ts'
import { line } from '../terminal/style.ts'

const port = text('--port <port>', 'serial port of the board (default: the only one)', fields.line(4_000))
const VARIANTS = ['w5500', 'espat'] as const
/** Bootloaders of UNOs since 2011, and those before and of some copies. */
const BAUDS = ['115200', '57600'] as const

const steps: Readonly<Record<Step, string>> = {
  reaching: 'reaching the bootloader',
  writing: 'writing',
  checking: 'reading it back',
}

export const gadgetFlash: Command = command({
  name: 'gadget flash',
  group: 'Administration',
  about: 'write the firmware to an Arduino UNO, by USB',
  more: 'It needs avrdude. The settings of the board stay: they are in its EEPROM.',
  examples: [
    { command: 'boss gadget flash', about: 'the only board that is plugged in' },
    { command: 'boss gadget flash --variant espat', about: 'a board with a WiFi modem instead of the Ethernet shield' },
    { command: 'boss gadget flash --self-test', about: 'what says over USB whether a new board works' },
    { command: 'boss gadget flash --port /dev/ttyUSB0 --baud 57600', about: 'a copy with an old bootloader' },
  ],
  args: {},
  options: {
    port,
    variant: choice('--variant <name>', 'what carries its network, default w5500', VARIANTS),
    selfTest: flag('--self-test', 'not the gadget, but what says whether the board works'),
    baud: choice('--baud <rate>', "the bootloader's speed, default 115200", BAUDS),
  },
  async run({ apps, env, out, signal }, input) {
    if (input.selfTest && input.variant)
      throw wrongUsage('the self-test is the same for every variant', 'leave out --variant')
    const firmware = input.selfTest ? 'self-test' : (input.variant ?? VARIANTS[0])
    const hex = join(apps, '..', 'firmware', 'release', `${firmware}.hex`)
    if (!existsSync(hex)) throw wrongUsage(`${hex} is not there`, 'take a whole copy of this project')
    const at = findPort(input.port)
    await runAvrdude({
      ...{ port: at, hex, env, signal },
      baud: Number(input.baud ?? BAUDS[0]),
      step: (step) => out.tell({ flashing: step, port: at }, line`${out.errorStyle.dim(`...   ${steps[step]}`)}`),
    })
    out.answer({ flashed: at }, [
      line`${out.style.green('ok')}    the firmware is on the board at ${at}`,
      input.selfTest
        ? line`Next: read what it says at 38,400 baud, ${out.style.bold(`stty -F ${at} 38400 raw && cat ${at}`)}`
        : line`Next: ${out.style.bold('boss gadget provision')} tells it who it is.`,
    ])
    return exitCodes.passed
  },
})

const address = z.ipv4()
const DEFAULT_PORT = 3_000
const LONGEST_PASSWORD = 64

/** What `boss enrol` wrote of a gadget. */
const gadgetFile = z.object({
  id: z.string(),
  gate: z.string(),
  mac_key: z.string(),
  press_key: z.string(),
  server: z.object({ url: z.url() }),
})

function readGadget(file: string): z.infer<typeof gadgetFile> {
  try {
    return gadgetFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw wrongUsage(
      `${file} is not a gadget's settings`,
      'make it with a code: boss gadget code ID, then boss enrol CODE --config FILE',
    )
  }
}

interface Place {
  readonly ip: string | undefined
  readonly mask: string | undefined
  readonly gateway: string | undefined
}

function networkOf({ ip, mask, gateway }: Place): Provisioning['network'] {
  if (ip !== undefined) return { ip, mask: mask ?? '255.255.255.0', gateway: gateway ?? ip }
  if (mask === undefined && gateway === undefined) return null
  throw wrongUsage('--mask and --gateway come with an address', 'give --ip too, or leave all three to DHCP')
}

/** The server's address as the board knows addresses. */
function serverOf(url: string, isFound: boolean): Provisioning['server'] {
  const { protocol, hostname, port: named } = new URL(url)
  const port = named === '' ? 80 : Number(named)
  if (protocol === 'http:' && isFound) return { ip: null, port }
  if (protocol === 'http:' && z.safeParse(address, hostname).success) return { ip: hostname, port }
  throw wrongUsage(
    `the board cannot reach ${url}`,
    'give the address of its server in numbers (--server http://192.168.1.10:5000), or let it look for it: --find-server',
  )
}

/** The password of the WiFi; null where it has none. What is no password is refused before anything is said to the board. */
async function readPassword(input: Input, signal: AbortSignal): Promise<string | null> {
  const told = input.isTerminal
    ? await input.askSecret('password of the WiFi: ', signal)
    : await input.readAll(LONGEST_PASSWORD + 2)
  const isNothing = told === null || (told === '' && !input.isTerminal)
  const [password = '', ...more] = (isNothing ? '\n\n' : told).replace(/\r?\n$/, '').split('\n')
  if (password === '' && more.length === 0) return null
  if (more.length === 0 && /^[ -~]{8,64}$/.test(password)) return password
  throw wrongUsage(
    'that is no password of a WiFi',
    'give one line of 8 to 64 letters, or an empty one where it has none',
  )
}

export const gadgetProvision: Command = command({
  name: 'gadget provision',
  group: 'Administration',
  about: 'tell a board by USB which gadget it is, with its keys and its network',
  more: 'The keys go from the file to the board and are shown nowhere. The board does not give them back.',
  examples: [
    {
      command: 'boss gadget provision --config gadget.json --find-server',
      about: 'as "boss enrol" wrote it, its address by DHCP and its server\'s by mDNS',
    },
    {
      command: 'boss gadget provision --config gadget.json --ip 10.1.2.3 --mask 255.255.0.0 --gateway 10.1.0.1',
      about: 'its server is behind a router',
    },
    {
      command: 'boss gadget provision --config gadget.json --ssid Office < password.txt',
      about: 'a board with a modem; in a terminal it asks for the password',
    },
  ],
  args: {},
  options: {
    config: required(text('--config <file>', 'what "boss enrol" wrote', fields.line(4_000))),
    port,
    ip: text('--ip <address>', 'its own address (default: by DHCP)', address),
    mask: text('--mask <address>', 'which addresses are in its network (default 255.255.255.0)', address),
    gateway: text('--gateway <address>', 'the way to others (default: none)', address),
    server: text('--server <url>', "its server's address (default: as in the file)", fields.webUrl),
    findServer: flag('--find-server', 'it asks for boss-server.local; the port is that of the file'),
    listen: wholeNumber('--listen <port>', `where the server calls it (default ${DEFAULT_PORT})`, [1, 65_535]),
    ssid: text('--ssid <name>', 'its WiFi; the password is asked for, or read from standard input', fields.line(32)),
    muted: flag('--muted', 'no siren'),
    replace: flag('--replace', 'the board may be another gadget until now'),
  },
  async run({ out, signal, input: typed }, input) {
    const it = readGadget(input.config)
    const settings: Provisioning = {
      ...{ id: it.id, gate: it.gate, macKey: it.mac_key, pressKey: it.press_key },
      network: networkOf(input),
      server: serverOf(input.server ?? it.server.url, input.findServer),
      ...{ port: input.listen ?? DEFAULT_PORT, isMuted: input.muted },
    }
    if (input.ssid !== undefined && settings.server.ip === null)
      throw wrongUsage(
        'a board with a modem does not look for its server',
        'give its address: --server http://192.168.1.10:5000',
      )
    const wifi =
      input.ssid === undefined ? undefined : { ssid: input.ssid, password: await readPassword(typed, signal) }
    const at = findPort(input.port)
    // What reads serial ports is native code, which no other command needs.
    const { openPort } = await import('../board/open-port.ts')
    const wire = await openPort(at)
    try {
      out.tell({ provisioning: at }, line`${out.errorStyle.dim(`...   reaching the board at ${at}`)}`)
      const boot = await provisionBoard(talkTo(wire, signal), {
        settings: { ...settings, wifi },
        isReplacing: input.replace,
        told: (name) => out.tell({ told: name }, line`${out.errorStyle.dim(`...   ${name}`)}`),
      })
      const url = settings.network && `http://${settings.network.ip}:${settings.port}`
      out.answer({ gadget: it.id, url, boot }, [
        line`${out.style.green('ok')}    the board is the gadget ${out.style.bold(it.id)} now${url ? line`, at ${url}` : line`; its display shows its address`}`,
        line`Next: its server has to know that address and its key: boss gadget key ${it.id}`,
      ])
      return exitCodes.passed
    } finally {
      wire.destroy()
    }
  },
})
