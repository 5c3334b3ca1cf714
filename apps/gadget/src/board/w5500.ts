import { createServer, type Server } from 'node:net'
import type { Chip } from './chip.ts'
import { type ChipSocket, newChipSocket } from './w5500-socket.ts'
import { type Datagram, isBroadcast, type Lan, tcpWaitsOf, type Wire } from './w5500-wire.ts'

/** Common registers, W5500 datasheet 1.1.0, 3.1. */
const MODE = 0x00
const GATEWAY = 0x01
const SUBNET_MASK = 0x05
const OWN_ADDRESS = 0x0f
const RETRY_TIME = 0x19
const RETRY_COUNT = 0x1b
const PHY = 0x2e
const VERSION = 0x39
const COMMON = 0x40
const SOCKETS = 8
/** 4.1: PHYCFGR of a link that is up, 100 Mbit/s, full duplex; bit 0 is the link. */
const LINK_UP = 0xbf

export interface ListenAt {
  readonly host: string
  readonly port: number
  /** It cannot be there. */
  readonly failed: (error: Error) => void
}

export interface ChipParts {
  /** Where the chip's addresses are on this machine; null where nobody is. */
  readonly connect: Wire['connect']
  /** Runs once after that many milliseconds of the chip's time. */
  readonly after: Wire['after']
  /** Where its datagrams go; nobody is there unless told. */
  readonly lan?: Lan | undefined
  /** Where a port of the chip shall be on this machine; on any free one unless told. */
  readonly listenAt?: ((port: number) => ListenAt) | undefined
}

/** A W5500 behind its SPI, bridged to TCP of this machine; what it says in UDP goes to a network made up of fakes. */
export type W5500 = Chip

export function newW5500({ connect, after, lan, listenAt }: ChipParts): W5500 {
  const common = Buffer.alloc(COMMON)
  const servers = new Map<number, Server>()
  const addressAt = (from: number) => common.subarray(from, from + 4).join('.')
  const isLinkUp = () => (common.readUInt8(PHY) & 1) !== 0
  const retries = () => [common.readUInt16BE(RETRY_TIME), common.readUInt8(RETRY_COUNT)] as const
  const wire: Wire = {
    ...{ connect, listen, after, isFound },
    arpWait() {
      const [time, count] = retries()
      return (time * (count + 1)) / 10
    },
    tcpWaits: () => tcpWaitsOf(...retries()),
    address: () => addressAt(OWN_ADDRESS),
    datagram(datagram, hardware) {
      if (isLinkUp()) lan?.take(datagram, hardware, (answer, ms = 0) => after(ms, () => deliver(answer)))
    },
  }
  const sockets: readonly ChipSocket[] = Array.from({ length: SOCKETS }, () => newChipSocket(wire))
  let header: number[] = []
  let at = 0

  function listen(port: number) {
    if (servers.has(port)) return
    const server = createServer({ allowHalfOpen: true }, (tcp) => {
      // Nobody listens any more: the chip answers with RST.
      if (!sockets.some((socket) => socket.accept(port, tcp))) tcp.resetAndDestroy()
    })
    servers.set(port, server)
    const at = listenAt?.(port)
    if (at) server.on('error', at.failed)
    server.listen(at?.port ?? 0, at?.host ?? '127.0.0.1')
  }

  /** What is in another subnet is reached through the gateway (4.1: GAR, SUBR). */
  function isFound(address: string) {
    const isNear = address
      .split('.')
      .every((part, at) => ((Number(part) ^ (common[OWN_ADDRESS + at] ?? 0)) & (common[SUBNET_MASK + at] ?? 0)) === 0)
    return isLinkUp() && lan?.has(isNear ? address : addressAt(GATEWAY)) === true
  }

  /** A frame comes in: what is for another address is not taken. */
  function deliver(datagram: Datagram) {
    const { address } = datagram.to
    if (!isLinkUp() || !(isBroadcast(address) || address === addressAt(OWN_ADDRESS))) return
    for (const socket of sockets) socket.deliver(datagram)
  }

  function reset() {
    common.fill(0)
    common.writeUInt16BE(2_000, RETRY_TIME)
    common.writeUInt8(8, RETRY_COUNT)
    common.writeUInt8(LINK_UP, PHY)
    common.writeUInt8(0x04, VERSION)
    for (const socket of sockets) socket.reset()
  }

  function exchangeCommon(isWrite: boolean, byte: number): number {
    if (!isWrite) return common[at] ?? 0
    if (at === MODE && (byte & 0x80) !== 0) reset()
    else if (at < COMMON && at !== VERSION) common.writeUInt8(byte, at)
    return 0
  }

  /** 2.2.2: the control byte's upper five bits select a block, the next one says which way. */
  function exchangeData(byte: number): number {
    const control = header[2] ?? 0
    const [block, isWrite] = [control >> 3, (control & 4) !== 0]
    const socket = sockets[block >> 2]
    if (block === 0 || !socket) return exchangeCommon(isWrite, byte)
    const kind = block & 3
    if (kind === 1) {
      if (!isWrite) return socket.read(at)
      socket.write(at, byte)
      return 0
    }
    const memory = kind === 2 ? socket.transmit : socket.received
    if (isWrite) memory[at % memory.length] = byte
    return isWrite ? 0 : (memory[at % memory.length] ?? 0)
  }

  reset()
  return {
    select(isHigh) {
      if (!isHigh) header = []
    },
    exchange(byte) {
      if (header.length < 3) {
        header.push(byte)
        at = ((header[0] ?? 0) << 8) | (header[1] ?? 0)
        // 2.3: while the header goes in, the chip shifts out these.
        return header.length
      }
      const answer = exchangeData(byte)
      at = (at + 1) & 0xffff
      return answer
    },
    hear() {},
    setLink(isUp) {
      common.writeUInt8(isUp ? LINK_UP : LINK_UP & ~1, PHY)
    },
    portOf(port) {
      const address = servers.get(port)?.address()
      return typeof address === 'object' && address ? address.port : null
    },
    close() {
      for (const socket of sockets) socket.reset()
      for (const server of servers.values()) server.close()
    },
  }
}
