import { connect, type Socket } from 'node:net'
import { BUFFER, command, interrupt, mode, READ_ONLY, REGISTERS, reg, status } from './w5500-registers.ts'
import { type Datagram, EVERYBODY, type Far, isBroadcast, packetOf, type Wire } from './w5500-wire.ts'

/** One of the eight sockets of a W5500, with 2 KB for each direction: TCP over a socket of this machine, or UDP. */
export interface ChipSocket {
  readonly transmit: Uint8Array
  readonly received: Uint8Array
  read(at: number): number
  write(at: number, byte: number): void
  /** Takes a connection when it listens on that port. A socket takes one: the chip has no backlog. */
  accept(port: number, tcp: Socket): boolean
  /** Takes a datagram when it is open for it and has room for all of it. */
  deliver(datagram: Datagram): void
  reset(): void
}

export function newChipSocket(wire: Wire): ChipSocket {
  const registers = Buffer.alloc(REGISTERS)
  const transmit = new Uint8Array(BUFFER)
  const received = new Uint8Array(BUFFER)
  let tcp: Socket | null = null
  let isGone = () => false
  /** Rises when what was begun is over: who comes back to it late finds another number. */
  let turn = 0
  let waiting = Buffer.alloc(0)

  const is = (...states: readonly number[]) => states.includes(registers.readUInt8(reg.status))
  const become = (state: number) => registers.writeUInt8(state, reg.status)
  const tell = (bit: number) => registers.writeUInt8(registers.readUInt8(reg.interrupt) | bit, reg.interrupt)
  const word = (at: number) => registers.readUInt16BE(at)
  const setWord = (at: number, value: number) => registers.writeUInt16BE(value & 0xffff, at)

  function drop() {
    const before = tcp
    tcp = null
    turn += 1
    isGone = () => false
    waiting = Buffer.alloc(0)
    before?.destroy()
  }

  function end(bit: number) {
    tcp = null
    turn += 1
    become(status.closed)
    tell(bit)
  }

  /** Tries until the other side hears it; the chip gives up after the last wait, and closes. */
  function insist(deliver: () => void) {
    const [begun, waits] = [turn, wire.tcpWaits()]
    const tryOnce = (at: number) => {
      if (turn !== begun) return
      if (!isGone()) return deliver()
      const wait = waits[at]
      if (wait !== undefined) return wire.after(wait, () => tryOnce(at + 1))
      drop()
      end(interrupt.timeout)
    }
    tryOnce(0)
  }

  function put(bytes: Uint8Array) {
    for (const [at, byte] of bytes.entries()) received[(word(reg.rxWrite) + at) % BUFFER] = byte
    setWord(reg.rxWrite, word(reg.rxWrite) + bytes.length)
  }

  const free = () => BUFFER - ((word(reg.rxWrite) - word(reg.rxRead)) & 0xffff)

  /** What came goes into the receive buffer as far as there is room; the rest waits on the wire, as a window does. */
  function fill() {
    const part = waiting.subarray(0, free())
    put(part)
    waiting = waiting.subarray(part.length)
    setWord(reg.rxSize, word(reg.rxWrite) - word(reg.rxRead))
    if (part.length > 0) tell(interrupt.received)
    if (waiting.length > 0) tcp?.pause()
    else tcp?.resume()
  }

  function attach(socket: Socket) {
    tcp = socket.setNoDelay(true)
    socket.on('data', (bytes) => {
      if (tcp !== socket || isGone()) return
      waiting = Buffer.concat([waiting, bytes])
      fill()
    })
    socket.on('end', () => {
      if (tcp !== socket || isGone()) return
      if (is(status.established)) become(status.closeWait)
      else if (is(status.finWait)) end(interrupt.disconnected)
      tell(interrupt.disconnected)
    })
    socket.on('error', () => {
      if (tcp === socket) end(is(status.synSent) ? interrupt.timeout : interrupt.disconnected)
    })
    socket.on('close', () => {
      if (tcp === socket) end(interrupt.disconnected)
    })
  }

  function open() {
    drop()
    for (const at of [reg.txRead, reg.txWrite, reg.rxSize, reg.rxRead, reg.rxWrite]) setWord(at, 0)
    setWord(reg.txFree, BUFFER)
    registers.writeUInt8(0, reg.interrupt)
    const protocol = registers.readUInt8(reg.mode) & mode.protocol
    become(protocol === mode.tcp ? status.init : protocol === mode.udp ? status.udp : status.closed)
  }

  const target = () => ({
    address: registers.subarray(reg.toAddress, reg.toAddress + 4).join('.'),
    port: word(reg.toPort),
  })

  /** 4.1, RTR and RCR: nobody answers its ARP requests. */
  function missArp(isStill: () => boolean, then: () => void) {
    const begun = turn
    wire.after(wire.arpWait(), () => turn === begun && isStill() && then())
  }

  function call() {
    const { address, port } = target()
    const far = wire.connect(address, port)
    become(status.synSent)
    if (!far)
      return missArp(
        () => is(status.synSent),
        () => end(interrupt.timeout),
      )
    isGone = far.isGone ?? isGone
    insist(() => meet(far))
  }

  function meet({ host, port }: Far) {
    const socket = connect({ host, port, allowHalfOpen: true })
    attach(socket)
    socket.once('connect', () => {
      if (tcp !== socket) return
      become(status.established)
      tell(interrupt.connected)
    })
  }

  /** What lies in the transmit buffer from Sn_TX_RD to Sn_TX_WR. */
  function unsent(): Buffer {
    const from = word(reg.txRead)
    const count = Math.min((word(reg.txWrite) - from) & 0xffff, BUFFER)
    return Buffer.from(Array.from({ length: count }, (_, at) => transmit[(from + at) % BUFFER] ?? 0))
  }

  function sent(count: number) {
    setWord(reg.txRead, word(reg.txRead) + count)
    setWord(reg.txFree, BUFFER)
    tell(interrupt.sent)
  }

  function sendStream() {
    if (!tcp || !is(status.established, status.closeWait)) return
    const [socket, bytes] = [tcp, unsent()]
    setWord(reg.txFree, BUFFER - bytes.length)
    insist(() => socket.write(bytes, () => tcp === socket && sent(bytes.length)))
  }

  /** SEND finds the other side by ARP, SEND_MAC goes to Sn_DHAR. */
  function sendDatagram(hasHardware: boolean) {
    const [to, bytes] = [target(), unsent()]
    const hardware = registers.subarray(reg.toHardware, reg.toHardware + 6).toString('hex')
    if (!hasHardware && !isBroadcast(to.address) && !wire.isFound(to.address))
      return missArp(
        () => is(status.udp),
        () => tell(interrupt.timeout),
      )
    const from = { address: wire.address(), port: word(reg.port) }
    sent(bytes.length)
    wire.datagram({ from, to, bytes }, hasHardware ? hardware : isBroadcast(to.address) ? EVERYBODY : '')
  }

  function send(what: number) {
    if (is(status.udp)) sendDatagram(what === command.sendMac)
    else if (what === command.send) sendStream()
  }

  function disconnect() {
    const socket = tcp
    if (!socket) return become(status.closed)
    if (is(status.closeWait)) {
      socket.end()
      return end(interrupt.disconnected)
    }
    become(status.finWait)
    insist(() => socket.end())
  }

  function perform(what: number) {
    if (what === command.open) open()
    else if (what === command.connect && is(status.init)) call()
    else if (what === command.send || what === command.sendMac) send(what)
    else if (what === command.receive) fill()
    else if (what === command.disconnect) disconnect()
    else if (what === command.listen && is(status.init)) {
      become(status.listen)
      wire.listen(word(reg.port))
    } else if (what === command.close) {
      drop()
      become(status.closed)
    }
  }

  return {
    transmit,
    received,
    read: (at) => registers[at] ?? 0,
    write(at, byte) {
      // Sn_CR reads 0 again once the command is taken.
      if (at === reg.command) return perform(byte)
      // A bit of Sn_IR is cleared by writing 1 to it.
      if (at === reg.interrupt) registers.writeUInt8(registers.readUInt8(at) & ~byte, at)
      else if (at < REGISTERS && !READ_ONLY.includes(at)) registers.writeUInt8(byte, at)
    },
    accept(port, socket) {
      if (!is(status.listen) || word(reg.port) !== port) return false
      attach(socket)
      become(status.established)
      tell(interrupt.connected)
      return true
    },
    deliver({ to, ...rest }) {
      const isAsked = is(status.udp) && word(reg.port) === to.port
      const isKeptOut = isBroadcast(to.address) && (registers.readUInt8(reg.mode) & mode.noBroadcast) !== 0
      const packet = packetOf({ to, ...rest })
      if (!isAsked || isKeptOut || packet.length > free()) return
      put(packet)
      setWord(reg.rxSize, word(reg.rxWrite) - word(reg.rxRead))
      tell(interrupt.received)
    },
    reset() {
      drop()
      registers.fill(0)
      registers.fill(0xff, reg.toHardware, reg.toHardware + 6)
      registers.writeUInt8(BUFFER / 1_024, reg.rxKilobytes)
      registers.writeUInt8(BUFFER / 1_024, reg.txKilobytes)
      setWord(reg.txFree, BUFFER)
    },
  }
}
