import { connect, type Socket } from 'node:net'

/** Sn_SR, W5500 datasheet 1.1.0, 4.2. */
export const status = {
  closed: 0x00,
  init: 0x13,
  listen: 0x14,
  synSent: 0x15,
  established: 0x17,
  finWait: 0x18,
  closeWait: 0x1c,
} as const
/** Sn_CR, 4.2. */
const command = {
  open: 0x01,
  listen: 0x02,
  connect: 0x04,
  disconnect: 0x08,
  close: 0x10,
  send: 0x20,
  receive: 0x40,
} as const
/** Sn_IR, 4.2. */
const interrupt = { connected: 1, disconnected: 2, received: 4, timeout: 8, sent: 16 } as const
/** Socket registers, 3.2. */
const reg = {
  mode: 0x00,
  command: 0x01,
  interrupt: 0x02,
  status: 0x03,
  port: 0x04,
  toAddress: 0x0c,
  toPort: 0x10,
  rxKilobytes: 0x1e,
  txKilobytes: 0x1f,
  txFree: 0x20,
  txRead: 0x22,
  txWrite: 0x24,
  rxSize: 0x26,
  rxRead: 0x28,
  rxWrite: 0x2a,
} as const
const READ_ONLY: readonly number[] = [0x03, 0x20, 0x21, 0x22, 0x23, 0x26, 0x27, 0x2a, 0x2b]
const REGISTERS = 0x30
const BUFFER = 2_048
const TCP = 0x01

/** Where the chip's addresses are on this machine; null where nobody is. */
export interface Wire {
  connect(address: string, port: number): { readonly host: string; readonly port: number } | null
  /** How long nobody has to answer before the chip gives up, milliseconds. */
  givesUpAfter(): number
  /** Runs once after that many milliseconds of the chip's time. */
  after(ms: number, run: () => void): void
  /** Somebody listens on that port of the chip from now on. */
  listen(port: number): void
}

/** One of the eight sockets of a W5500, with 2 KB for each direction, over a TCP socket of this machine. */
export interface ChipSocket {
  readonly transmit: Uint8Array
  readonly received: Uint8Array
  read(at: number): number
  write(at: number, byte: number): void
  /** Takes a connection when it listens on that port. A socket takes one: the chip has no backlog. */
  accept(port: number, tcp: Socket): boolean
  reset(): void
}

export function newChipSocket(wire: Wire): ChipSocket {
  const registers = Buffer.alloc(REGISTERS)
  const transmit = new Uint8Array(BUFFER)
  const received = new Uint8Array(BUFFER)
  let tcp: Socket | null = null
  let calls = 0
  let waiting = Buffer.alloc(0)

  const is = (...states: readonly number[]) => states.includes(registers.readUInt8(reg.status))
  const become = (state: number) => registers.writeUInt8(state, reg.status)
  const tell = (bit: number) => registers.writeUInt8(registers.readUInt8(reg.interrupt) | bit, reg.interrupt)
  const word = (at: number) => registers.readUInt16BE(at)
  const setWord = (at: number, value: number) => registers.writeUInt16BE(value & 0xffff, at)

  function drop() {
    const before = tcp
    tcp = null
    waiting = Buffer.alloc(0)
    before?.destroy()
  }

  function end(bit: number) {
    tcp = null
    become(status.closed)
    tell(bit)
  }

  /** What came goes into the receive buffer as far as there is room; the rest waits on the wire, as a window does. */
  function fill() {
    const free = BUFFER - ((word(reg.rxWrite) - word(reg.rxRead)) & 0xffff)
    const part = waiting.subarray(0, free)
    for (const [at, byte] of part.entries()) received[(word(reg.rxWrite) + at) % BUFFER] = byte
    waiting = waiting.subarray(part.length)
    setWord(reg.rxWrite, word(reg.rxWrite) + part.length)
    setWord(reg.rxSize, word(reg.rxWrite) - word(reg.rxRead))
    if (part.length > 0) tell(interrupt.received)
    if (waiting.length > 0) tcp?.pause()
    else tcp?.resume()
  }

  function attach(socket: Socket) {
    tcp = socket.setNoDelay(true)
    socket.on('data', (bytes) => {
      if (tcp !== socket) return
      waiting = Buffer.concat([waiting, bytes])
      fill()
    })
    socket.on('end', () => {
      if (tcp !== socket) return
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
    calls += 1
    for (const at of [reg.txRead, reg.txWrite, reg.rxSize, reg.rxRead, reg.rxWrite]) setWord(at, 0)
    setWord(reg.txFree, BUFFER)
    registers.writeUInt8(0, reg.interrupt)
    become((registers.readUInt8(reg.mode) & 0x0f) === TCP ? status.init : status.closed)
  }

  function call() {
    const to = wire.connect(registers.subarray(reg.toAddress, reg.toAddress + 4).join('.'), word(reg.toPort))
    become(status.synSent)
    calls += 1
    const number = calls
    // 4.1, RTR and RCR: nobody answers its ARP requests.
    if (!to)
      return wire.after(wire.givesUpAfter(), () => number === calls && is(status.synSent) && end(interrupt.timeout))
    const socket = connect({ host: to.host, port: to.port, allowHalfOpen: true })
    attach(socket)
    socket.once('connect', () => {
      if (tcp !== socket) return
      become(status.established)
      tell(interrupt.connected)
    })
  }

  function send() {
    const from = word(reg.txRead)
    const count = (word(reg.txWrite) - from) & 0xffff
    const bytes = Buffer.from(
      Array.from({ length: Math.min(count, BUFFER) }, (_, at) => transmit[(from + at) % BUFFER] ?? 0),
    )
    if (!tcp || !is(status.established, status.closeWait)) return
    const socket = tcp
    setWord(reg.txFree, BUFFER - bytes.length)
    socket.write(bytes, () => {
      if (tcp !== socket) return
      setWord(reg.txRead, from + bytes.length)
      setWord(reg.txFree, BUFFER)
      tell(interrupt.sent)
    })
  }

  function disconnect() {
    tcp?.end()
    if (!tcp) become(status.closed)
    else if (is(status.closeWait)) end(interrupt.disconnected)
    else become(status.finWait)
  }

  function perform(what: number) {
    if (what === command.open) open()
    else if (what === command.connect && is(status.init)) call()
    else if (what === command.send) send()
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
    reset() {
      drop()
      registers.fill(0)
      registers.writeUInt8(BUFFER / 1_024, reg.rxKilobytes)
      registers.writeUInt8(BUFFER / 1_024, reg.txKilobytes)
      setWord(reg.txFree, BUFFER)
    },
  }
}
