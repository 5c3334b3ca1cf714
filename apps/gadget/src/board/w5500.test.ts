import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { COMMON, newSpi, receiveOf, registersOf } from '../testing/spi.ts'
import { newW5500, type W5500 } from './w5500.ts'

// What the WIZnet W5500 datasheet says, each with its section; nothing here was taken from the emulator or the firmware.
const [OPEN, LISTEN, CONNECT, DISCON, CLOSE, SEND, RECV] = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40] as const
const [CLOSED, INIT, LISTENING, SYNSENT, ESTABLISHED, CLOSE_WAIT] = [0x00, 0x13, 0x14, 0x15, 0x17, 0x1c] as const
const [CON, DISCONNECTED, RECEIVED, TIMEOUT, SENDOK] = [1, 2, 4, 8, 16] as const

let chip: W5500
let server: Server
let accepted: Socket[]
/** A far side that is gone: ARP knows it, nothing is answered. */
let isGone: boolean
let timers: { readonly ms: number; readonly run: () => void }[]

const { write, read, word, command, status, told, fill } = newSpi({
  select: (isHigh) => chip.select(isHigh),
  exchange: (byte) => chip.exchange(byte),
})

async function until(isSo: () => boolean) {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

beforeEach(async () => {
  ;[accepted, timers, isGone] = [[], [], false]
  server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  chip = newW5500({
    connect: (to) => (to === '10.0.0.10' ? { host: '127.0.0.1', port, isGone: () => isGone } : null),
    after: (ms, run) => void timers.push({ ms, run }),
  })
})

afterEach(() => {
  chip.close()
  for (const socket of accepted) socket.destroy()
  server.close()
})

describe('common registers', () => {
  test('4.1: VERSIONR reads 0x04, and cannot be written', () => {
    write(0x39, COMMON, 0x77)
    expect(read(0x39, COMMON)).toEqual([0x04])
  })

  test('4.1: RTR starts as 2000, RCR as 8', () => {
    expect([word(0x19, COMMON), read(0x1b, COMMON)[0]]).toEqual([2_000, 8])
  })

  test('2.3.1: a frame of many bytes goes through addresses one after the other', () => {
    write(0x01, COMMON, 192, 168, 0, 1, 255, 255, 255, 0)
    expect(read(0x01, COMMON, 8)).toEqual([192, 168, 0, 1, 255, 255, 255, 0])
    expect(read(0x04, COMMON, 2)).toEqual([1, 255])
  })

  test('4.1: MR bit 7 sets every register to its first value, and clears itself', () => {
    write(0x01, COMMON, 192, 168, 0, 1)
    write(0x19, COMMON, 0, 1)
    write(0x00, COMMON, 0x80)
    expect([read(0x00, COMMON), read(0x01, COMMON, 4), word(0x19, COMMON)]).toEqual([[0], [0, 0, 0, 0], 2_000])
  })

  test('4.1: PHYCFGR bit 0 says whether the link is up', () => {
    expect((read(0x2e, COMMON)[0] ?? 0) & 1).toBe(1)
    chip.setLink(false)
    expect((read(0x2e, COMMON)[0] ?? 0) & 1).toBe(0)
  })
})

function open(socket = 0, from = 5_000) {
  write(0x00, registersOf(socket), 0x01)
  write(0x04, registersOf(socket), from >> 8, from & 0xff)
  command(OPEN, socket)
}

async function call() {
  open()
  write(0x0c, registersOf(0), 10, 0, 0, 10)
  write(0x10, registersOf(0), 0, 80)
  command(CONNECT)
  expect(status()).toBe(SYNSENT)
  await until(() => status() === ESTABLISHED && accepted.length === 1)
}

describe('registers of a socket', () => {
  test('3.3, 4.2: 2 KB for each direction, all of it free', () => {
    expect([read(0x1e, registersOf(3)), read(0x1f, registersOf(3)), word(0x20, registersOf(3))]).toEqual([
      [2],
      [2],
      2_048,
    ])
  })

  test('4.2: Sn_CR reads 0 once a command is taken; OPEN in TCP mode makes SOCK_INIT, CLOSE SOCK_CLOSED', () => {
    open(7)
    expect([status(7), read(0x01, registersOf(7)), status(6)]).toEqual([INIT, [0], CLOSED])
    command(CLOSE, 7)
    expect(status(7)).toBe(CLOSED)
  })

  test('4.2: without a mode, OPEN opens nothing; LISTEN needs SOCK_INIT', () => {
    command(OPEN)
    expect(status()).toBe(CLOSED)
    command(LISTEN)
    expect(status()).toBe(CLOSED)
  })

  test('4.2: Sn_SR, Sn_TX_FSR and Sn_RX_RSR cannot be written', () => {
    for (const at of [0x03, 0x20, 0x21, 0x26, 0x27]) write(at, registersOf(0), 0x55)
    expect([status(), word(0x20, registersOf(0)), word(0x26, registersOf(0))]).toEqual([CLOSED, 2_048, 0])
  })

  test('4.2: CONNECT ends in SOCK_ESTABLISHED and sets CON; a bit of Sn_IR is cleared by writing 1 to it', async () => {
    await call()
    expect(told() & CON).toBe(CON)
    write(0x02, registersOf(0), CON)
    expect(told() & CON).toBe(0)
  })

  test('4.1, 4.2: nobody answers: TIMEOUT and SOCK_CLOSED after RTR × 0.1 ms × (RCR + 1)', () => {
    write(0x19, COMMON, 1_000 >> 8, 1_000 & 0xff, 4)
    open()
    write(0x0c, registersOf(0), 10, 0, 0, 99)
    command(CONNECT)
    expect([status(), timers.map(({ ms }) => ms)]).toEqual([SYNSENT, [500]])
    timers[0]?.run()
    expect([status(), told() & TIMEOUT]).toEqual([CLOSED, TIMEOUT])
  })

  /** Lets the chip's timers run out, one after the other; how long each was. */
  function runOut(): number[] {
    const waits: number[] = []
    for (let timer = timers.shift(); timer; timer = timers.shift()) {
      waits.push(timer.ms)
      timer.run()
    }
    return waits
  }
  // (RTR + 2 RTR + … + 2^M RTR) + (RCR - M) × 2^M RTR, with 2^(M+1) RTR the first that exceeds 65535.
  const bySection41 = [200, 400, 800, 1_600, 3_200, 6_400, 6_400, 6_400, 6_400]

  test('4.1, 4.2: nobody answers the SYN: TIMEOUT after TCP_TO, 31.8 s as RTR and RCR start', () => {
    isGone = true
    open()
    write(0x0c, registersOf(0), 10, 0, 0, 10)
    write(0x10, registersOf(0), 0, 80)
    command(CONNECT)
    expect(status()).toBe(SYNSENT)
    expect(runOut()).toEqual(bySection41)
    expect(bySection41.reduce((sum, ms) => sum + ms)).toBe(31_800)
    expect([status(), told() & TIMEOUT, accepted]).toEqual([CLOSED, TIMEOUT, []])
  })

  test('4.1, 4.2: nobody acknowledges what was sent: TIMEOUT after TCP_TO, without SENDOK', async () => {
    await call()
    write(0x19, COMMON, 1_000 >> 8, 1_000 & 0xff, 4)
    isGone = true
    fill(Buffer.from('press'))
    command(SEND)
    expect([status(), word(0x20, registersOf(0))]).toEqual([ESTABLISHED, 2_043])
    expect(runOut()).toEqual([100, 200, 400, 800, 1_600])
    expect([status(), told() & (TIMEOUT | SENDOK)]).toEqual([CLOSED, TIMEOUT])
  })

  test('4.2: who comes back before TCP_TO gets it by a retransmission, once', async () => {
    await call()
    isGone = true
    fill(Buffer.from('press'))
    command(SEND)
    timers.shift()?.run()
    isGone = false
    timers.shift()?.run()
    const [bytes] = (await once(accepted[0] ?? server, 'data')) as [Buffer]
    expect(bytes.toString()).toBe('press')
    await until(() => (told() & SENDOK) !== 0)
    expect([status(), told() & TIMEOUT, timers]).toEqual([ESTABLISHED, 0, []])
  })

  test('4.2: CLOSE ends it at once, and no timer of before says anything later', () => {
    isGone = true
    open()
    write(0x0c, registersOf(0), 10, 0, 0, 10)
    command(CONNECT)
    command(CLOSE)
    open()
    runOut()
    expect([status(), told()]).toEqual([INIT, 0])
  })

  test('4.2: SEND sends from Sn_TX_RD to Sn_TX_WR, both run over at 0xffff; then SENDOK', async () => {
    await call()
    const at = word(0x24, registersOf(0))
    fill(Buffer.from('press'))
    command(SEND)
    const [bytes] = (await once(accepted[0] ?? server, 'data')) as [Buffer]
    expect(bytes.toString()).toBe('press')
    await until(() => (told() & SENDOK) !== 0)
    expect([word(0x22, registersOf(0)), word(0x20, registersOf(0))]).toEqual([at + 5, 2_048])
  })

  test('4.2: what arrives is counted in Sn_RX_RSR until Sn_RX_RD is moved and RECV said', async () => {
    await call()
    accepted[0]?.write('unlock')
    await until(() => word(0x26, registersOf(0)) === 6)
    expect(told() & RECEIVED).toBe(RECEIVED)
    const at = word(0x28, registersOf(0))
    expect(Buffer.from(read(at, receiveOf(0), 6)).toString()).toBe('unlock')
    write(0x28, registersOf(0), (at + 4) >> 8, (at + 4) & 0xff)
    command(RECV)
    expect(word(0x26, registersOf(0))).toBe(2)
  })

  test('4.2: more than 2 KB waits outside until there is room', async () => {
    await call()
    accepted[0]?.write(Buffer.alloc(5_000, 7))
    await until(() => word(0x26, registersOf(0)) === 2_048)
    write(0x28, registersOf(0), 0x08, 0x00)
    command(RECV)
    await until(() => word(0x26, registersOf(0)) === 2_048)
  })

  test('4.2: a FIN of the peer makes SOCK_CLOSE_WAIT and DISCON; data can still be sent', async () => {
    await call()
    accepted[0]?.end()
    await until(() => status() === CLOSE_WAIT)
    expect(told() & DISCONNECTED).toBe(DISCONNECTED)
    command(DISCON)
    await until(() => status() === CLOSED)
  })

  test('4.2: a RST of the peer makes SOCK_CLOSED', async () => {
    await call()
    accepted[0]?.resetAndDestroy()
    await until(() => status() === CLOSED)
  })

  test('4.2: a listening socket takes one connection; with none that listens the next is turned away', async () => {
    open(1, 3_000)
    command(LISTEN, 1)
    expect(status(1)).toBe(LISTENING)
    await until(() => chip.portOf(3_000) !== null)
    const first = connect(chip.portOf(3_000) ?? 0, '127.0.0.1')
    await until(() => status(1) === ESTABLISHED)
    expect(told(1) & CON).toBe(CON)
    const second = connect(chip.portOf(3_000) ?? 0, '127.0.0.1')
    const [error] = (await once(second, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNRESET')
    first.destroy()
  })
})
