import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { macHeaders, macOf, sessionKey } from '@boss-deployer/protocol/gadget'
import { EEPROMMemoryBackend } from 'avr8js'
import * as z from 'zod/mini'
import { type Board, type BoardButton, newBoard } from '../board/board.ts'
import type { Variant } from '../board/chip.ts'
import type { ModemParts } from '../board/esp-at.ts'
import type { Lan } from '../board/w5500-wire.ts'
import { firmwareFolder } from './firmware.ts'

const hexOf = (variant: Variant) => readFileSync(`${firmwareFolder}release/${variant}.hex`, 'utf8')
export const hex = hexOf('w5500')
export const keys = { mac: '1'.repeat(64), press: '2'.repeat(64) }
export const SESSION = 'd'.repeat(32)
const PORT = 3_000
const server = { address: '10.0.0.10', port: 5_000 }
export const settings = [
  ...['id desk-1', 'gate shop', `mac_key ${keys.mac}`, `press_key ${keys.press}`, 'ip 10.0.0.50'],
  ...['mask 255.255.255.0', 'gateway 10.0.0.1', `server ${server.address}`, `server_port ${server.port}`],
  ...[`port ${PORT}`, 'hardware 02bd00000001', 'muted 0'],
]
/** With everything in it that is written differently for a modem. */
export const accessPoint = { ssid: 'The "office", upstairs', password: 'pass,"w\\o=rd' }
export const pingBody = z.object({ nonce: z.string(), boot: z.int(), version: z.string() })

export interface Came {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly failure: string
}

/** How its server takes what it posts: as it should, not at all, by cutting the line, with nonsense, or with a refusal. */
export type Manner = 'well' | 'never' | 'reset' | 'garbage' | 'unavailable'

/** The real firmware on an emulated board, and the other end of its wire by a reading of the protocol of its own. */
export interface Desk {
  board(): Board
  /** What survives a power cut, to be spoiled. */
  readonly eeprom: Uint8Array
  /** What the gadget sent to its server. */
  readonly came: readonly Came[]
  /** From now on the server behaves like that. */
  behave(manner: Manner): void
  /** The nonce of its last ping. */
  nonce(): string
  /** Says what only a new gadget has to be told, or something else, and switches it on. */
  provision(others?: Readonly<Record<string, string>>): void
  /** Cuts the power and gives it back: the EEPROM stays. */
  restart(): void
  /** Emulated time passes, and this machine's sockets get their turn, until it is so; throws when it never is. */
  until(isSo: () => boolean, atMostMs?: number): Promise<void>
  pass(ms: number): Promise<void>
  /** Asks the gadget itself. */
  ask(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answer>
  /** The server tells it a state, signed; the first one greets it. The answer's status. */
  tell(desired: object, path?: string, spoil?: (mac: string) => string): Promise<number>
  /** What the server said last, once more, byte for byte. */
  again(): Promise<Answer>
  /** As `until`, while the server says the same again every two seconds, as it does. */
  untilWhileHeard(isSo: () => boolean): Promise<void>
  /** Provisions it and lets its server find it. */
  turnOn(desired?: object): Promise<void>
  /** A finger on a switch for that long, and a moment more. */
  press(button: BoardButton, ms: number): Promise<void>
  close(): void
}

interface DeskParts {
  readonly lan?: Lan
  readonly variant?: Variant
  /** Its modem, where it has one; the access point is the one that it is provisioned with unless told. */
  readonly modem?: ModemParts
}

export async function openDesk({ lan, variant = 'w5500', modem }: DeskParts = {}): Promise<Desk> {
  const eeprom = new EEPROMMemoryBackend(1_024)
  const came: Came[] = []
  let manner: Manner = 'well'
  const answers: Readonly<Record<Manner, (response: ServerResponse) => void>> = {
    well: (response) => response.end('{"ok":true}'),
    never: () => {},
    reset: ({ socket }) => socket?.resetAndDestroy(),
    garbage: ({ socket }) => socket?.end(randomBytes(200)),
    unavailable: (response) => response.writeHead(503).end(),
  }
  const far = createServer((incoming: IncomingMessage, response: ServerResponse) => {
    let body = ''
    incoming.on('data', (part) => (body += String(part)))
    incoming.on('end', () => {
      came.push({ path: incoming.url ?? '', headers: incoming.headers, body })
      answers[manner](response)
    })
  })
  far.listen(0, '127.0.0.1')
  await once(far, 'listening')
  const address = far.address()
  const farPort = typeof address === 'object' && address ? address.port : 0
  const connect = (to: string, port: number) =>
    to === server.address && port === server.port ? { host: '127.0.0.1', port: farPort } : null
  const newPower = () =>
    newBoard({ hex: hexOf(variant), eeprom, connect, lan, variant, modem: { accessPoint, ...modem } })
  let board = newPower()
  let [counter, sequence] = [0, 0]
  let told: object = {}
  /** The nonce of the ping that the server answered: its session is made of it. */
  let greeted = ''
  let last: Parameters<typeof ask> = ['GET', '/state']

  function restart() {
    board.chip.close()
    board = newPower()
    // It forgets its session, so the next thing that it is told has to greet it.
    counter = 0
  }

  function provision(others: Readonly<Record<string, string>> = {}) {
    board.run(300)
    // A gadget with a modem listens to whoever says hello first.
    board.say('hello')
    const more = Object.entries(others).map((setting) => setting.join(' '))
    const own = variant === 'espat' ? [`ssid ${accessPoint.ssid}`, `password ${accessPoint.password}`] : []
    for (const line of [...[...settings, ...own, ...more].map((setting) => `set ${setting}`), 'seal']) {
      const answer = board.say(line)
      if (answer !== 'ok') throw new Error(`to "${line}" it said "${answer}"`)
    }
    restart()
  }

  async function until(isSo: () => boolean, atMostMs = 20_000) {
    const end = board.uno.now() + atMostMs
    while (!isSo()) {
      if (board.uno.now() > end) throw new Error(`it never came to ${String(isSo)}`)
      board.run(2)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async function pass(ms: number) {
    const end = board.uno.now() + ms
    await until(() => board.uno.now() >= end, ms + 10)
  }

  async function ask(method: string, path: string, headers: Record<string, string> = {}, body = '') {
    await until(() => board.chip.portOf(PORT) !== null)
    const answer = { status: 0, text: '', failure: '' }
    const to = { port: board.chip.portOf(PORT), host: '127.0.0.1', method, path, headers, agent: false }
    const sent = request(to, (response) => {
      response.on('data', (part) => (answer.text += String(part)))
      response.on('end', () => (answer.status = response.statusCode ?? 0))
      // Cut in its middle, by a plug that was pulled: Node.js tells neither its end nor an error then.
      response.on('close', () => {
        if (!response.complete) answer.failure = 'the answer was cut'
      })
    })
    sent.on('error', (error) => (answer.failure = error.message))
    sent.end(body)
    await until(() => answer.status > 0 || answer.failure !== '')
    return answer
  }

  const nonce = () => pingBody.parse(JSON.parse(came.findLast(({ path }) => path === '/ping')?.body ?? '')).nonce

  async function tell(desired: object, path = '/ping-ack', spoil = (mac: string) => mac) {
    counter += 1
    sequence += 1
    told = desired
    if (counter === 1) greeted = nonce()
    const body = JSON.stringify({
      ...{ sequence, mode: 'default', head: null, queue_length: 0, until: null, link: true, gate: 'shop', ...desired },
      ...(counter === 1 ? { nonce: greeted, server_nonce: SESSION } : {}),
    })
    const key = sessionKey(keys.mac, 's>g', { gadget: greeted, server: SESSION })
    const said = { direction: 's>g', gadget: 'desk-1', method: 'POST', path, session: SESSION, counter, body } as const
    const headers = {
      [macHeaders.gadget]: 'desk-1',
      [macHeaders.session]: SESSION,
      [macHeaders.counter]: String(counter),
      [macHeaders.mac]: spoil(macOf(key, said)),
      'content-length': String(body.length),
    }
    last = ['POST', path, headers, body]
    return (await ask(...last)).status
  }

  return {
    board: () => board,
    eeprom: eeprom.memory,
    came,
    behave(next) {
      manner = next
    },
    nonce,
    provision,
    restart,
    until,
    pass,
    ask,
    tell,
    again: () => ask(...last),
    async untilWhileHeard(isSo) {
      for (let beats = 0; beats < 10 && !isSo(); beats += 1) {
        const beatAt = board.uno.now() + 2_000
        await until(() => isSo() || board.uno.now() >= beatAt)
        if (!isSo()) await tell(told)
      }
      await until(isSo, 0)
    },
    async turnOn(desired = {}) {
      provision()
      await until(() => came.some(({ path }) => path === '/ping'))
      const status = await tell(desired)
      if (status !== 200) throw new Error(`it answered its server's greeting with ${status}`)
    },
    async press(button, ms) {
      board.setButton(button, true)
      await pass(ms)
      board.setButton(button, false)
      await pass(40)
    },
    close() {
      board.chip.close()
      far.closeAllConnections()
      far.close()
    },
  }
}
