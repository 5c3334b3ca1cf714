import type { Datagram, Endpoint, Lan } from '../board/w5500-wire.ts'

/** What a DHCP server does; whatever it is told, it remembers what it heard. */
export type Manners = 'well' | 'late' | 'never' | 'garbage' | 'refuses'

export interface DhcpMessage {
  readonly type: 'discover' | 'request' | 'other'
  readonly to: string
  readonly xid: string
  /** What the gadget says is its own already, and what it wants to have. */
  readonly own: string
  readonly wanted: string
}

export interface FakeLan extends Lan {
  dhcp: Manners
  /** Seconds. */
  lease: number
  /** Where boss-server.local is; null where nobody knows. */
  boss: string | null
  /** Whether answers to the question for it are spoiled. */
  isGarbled: boolean
  readonly heard: readonly DhcpMessage[]
  /** How often it was asked for boss-server.local. */
  questions(): number
}

const LATE_MS = 1_500
const ADDRESS = '10.0.0.77'
const GATEWAY: Endpoint = { address: '10.0.0.1', port: 67 }
const EVERYBODY = '255.255.255.255'
const COOKIE = 236
const types = { 1: 'discover', 3: 'request' } as const
const answerTypes = { offer: 2, ack: 5, nak: 6 } as const

const bytesOf = (address: string) => address.split('.').map(Number)
const addressAt = (bytes: Buffer, at: number) => bytes.subarray(at, at + 4).join('.')

/** RFC 2132, 2: code, length, value, up to 255. */
function optionsOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const options = new Map<number, Buffer>()
  for (let at = COOKIE + 4; at < bytes.length && bytes.readUInt8(at) !== 255; ) {
    const [code, length] = [bytes.readUInt8(at), bytes.readUInt8(at + 1)]
    options.set(code, bytes.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return options
}

function readDhcp({ to, bytes: raw }: Datagram): DhcpMessage {
  const bytes = Buffer.from(raw)
  const options = optionsOf(bytes)
  const type = options.get(53)?.readUInt8(0)
  return {
    type: type === 1 || type === 3 ? types[type] : 'other',
    to: to.address,
    xid: bytes.toString('hex', 4, 8),
    own: addressAt(bytes, 12),
    wanted: (options.get(50) ?? Buffer.alloc(4)).join('.'),
  }
}

function writeDhcp(asked: Uint8Array, type: keyof typeof answerTypes, lease: number): Buffer {
  const message = Buffer.alloc(300)
  message.set(asked.subarray(0, 44))
  message.writeUInt8(2, 0)
  if (type !== 'nak') message.set(bytesOf(ADDRESS), 16)
  const seconds = Buffer.alloc(4)
  seconds.writeUInt32BE(lease)
  message.set([99, 130, 83, 99, 53, 1, answerTypes[type], 54, 4, ...bytesOf(GATEWAY.address)], COOKIE)
  message.set([51, 4, ...seconds, 1, 4, 255, 255, 255, 0, 3, 4, ...bytesOf(GATEWAY.address), 255], COOKIE + 13)
  return message
}

/** RFC 6762, 6.7: to the port that asked, with its number and its question. */
function writeName(asked: Buffer, boss: string): Buffer {
  const head = Buffer.from(asked.subarray(0, 12))
  head.writeUInt16BE(0x8400, 2)
  head.writeUInt16BE(1, 6)
  const address = [0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 10, 0, 4, ...bytesOf(boss)]
  return Buffer.concat([head, asked.subarray(12), Buffer.from(address)])
}

/** Turns bits here and there, always the same ones. */
const spoiled = (bytes: Buffer) => bytes.map((byte, at) => (at % 7 === 3 ? byte ^ 0x55 : byte))

/** An Ethernet with a DHCP server, which is its gateway too, and somebody who knows names. Both can misbehave. */
export function newLan(): FakeLan {
  const heard: DhcpMessage[] = []
  let questions = 0

  function answerDhcp(asked: Datagram, answer: (datagram: Datagram, afterMs?: number) => void) {
    const said = readDhcp(asked)
    heard.push(said)
    if (lan.dhcp === 'never' || said.type === 'other') return
    const yes = said.type === 'discover' ? 'offer' : 'ack'
    const bytes = writeDhcp(asked.bytes, lan.dhcp === 'refuses' && yes === 'ack' ? 'nak' : yes, lan.lease)
    // RFC 2131, 4.1: to everybody where it has no address yet.
    const to = { address: said.own === '0.0.0.0' ? EVERYBODY : said.own, port: asked.from.port }
    const isGarbage = lan.dhcp === 'garbage'
    answer({ from: GATEWAY, to, bytes: isGarbage ? spoiled(bytes) : bytes }, lan.dhcp === 'late' ? LATE_MS : 0)
    if (isGarbage) answer({ from: GATEWAY, to, bytes: bytes.subarray(0, 250) })
  }

  function answerName(asked: Datagram, answer: (datagram: Datagram) => void) {
    questions += 1
    if (lan.boss === null) return
    const bytes = writeName(Buffer.from(asked.bytes), lan.boss)
    answer({ from: { address: lan.boss, port: 5_353 }, to: asked.from, bytes: lan.isGarbled ? spoiled(bytes) : bytes })
  }

  const lan: FakeLan = {
    dhcp: 'well',
    lease: 3_600,
    boss: '10.0.0.10',
    isGarbled: false,
    heard,
    questions: () => questions,
    has: (address) => address === GATEWAY.address,
    take(datagram, hardware, answer) {
      const { address, port } = datagram.to
      if (port === GATEWAY.port && (address === EVERYBODY || address === GATEWAY.address)) answerDhcp(datagram, answer)
      const isQuestion = Buffer.from(datagram.bytes).includes('\x0bboss-server\x05local\0\0\x01\0\x01')
      if (hardware === '01005e0000fb' && address === '224.0.0.251' && port === 5_353 && isQuestion)
        answerName(datagram, answer)
    },
  }
  return lan
}
