import { beforeEach, describe, expect, test } from 'vitest'
import { COMMON, newSpi, receiveOf, registersOf } from '../testing/spi.ts'
import { newW5500, type W5500 } from './w5500.ts'
import type { Datagram } from './w5500-wire.ts'

// What the WIZnet W5500 datasheet says, each with its section; of what precedes a datagram in the receive buffer it is
// WIZnet's own guide to UDP that speaks. Nothing here was taken from the emulator or the firmware.
const [OPEN, CLOSE, SEND, SEND_MAC, RECV] = [0x01, 0x10, 0x20, 0x21, 0x40] as const
const [CLOSED, UDP] = [0x00, 0x22] as const
const [RECEIVED, TIMEOUT, SENDOK] = [4, 8, 16] as const
const OWN = { address: '10.0.0.50', port: 68 }
const SERVER = { address: '10.0.0.1', port: 67 }

let chip: W5500
let gone: { readonly datagram: Datagram; readonly hardware: string }[]
let asked: string[]
let present: string[]
let timers: { readonly ms: number; readonly run: () => void }[]
let answer: (datagram: Datagram, afterMs?: number) => void
const { write, read, word, command, status, told, fill } = newSpi({
  select: (isHigh) => chip.select(isHigh),
  exchange: (byte) => chip.exchange(byte),
})

function to(address: readonly number[], port: number) {
  write(0x0c, registersOf(0), ...address)
  write(0x10, registersOf(0), port >> 8, port & 0xff)
}

function send(text: string, code: number = SEND) {
  fill(Buffer.from(text))
  command(code)
}

const arrive = (text: string, from = SERVER, at = OWN) => {
  answer({ from, to: at, bytes: Buffer.from(text) })
  timers.shift()?.run()
}

beforeEach(() => {
  ;[gone, asked, present, timers] = [[], [], [SERVER.address], []]
  chip = newW5500({
    connect: () => null,
    after: (ms, run) => void timers.push({ ms, run }),
    lan: {
      has(address) {
        asked.push(address)
        return present.includes(address)
      },
      take(datagram, hardware, back) {
        gone.push({ datagram, hardware })
        answer = back
      },
    },
  })
  write(0x01, COMMON, 10, 0, 0, 1, 255, 255, 255, 0)
  write(0x0f, COMMON, 10, 0, 0, 50)
  write(0x00, registersOf(0), 0x02)
  write(0x04, registersOf(0), 0, OWN.port)
  command(OPEN)
  to([255, 255, 255, 255], SERVER.port)
  send('hello')
})

describe('a socket in UDP mode', () => {
  test('4.2: OPEN makes SOCK_UDP at once, CLOSE SOCK_CLOSED', () => {
    expect(status()).toBe(UDP)
    command(CLOSE)
    expect(status()).toBe(CLOSED)
  })

  test('4.2: SEND sends what lies between Sn_TX_RD and Sn_TX_WR as one datagram; then SENDOK', () => {
    expect(gone).toHaveLength(1)
    expect(gone[0]?.datagram).toMatchObject({ from: OWN, to: { address: '255.255.255.255', port: 67 } })
    expect(Buffer.from(gone[0]?.datagram.bytes ?? []).toString()).toBe('hello')
    expect([told() & SENDOK, word(0x22, registersOf(0)), word(0x20, registersOf(0))]).toEqual([SENDOK, 5, 2_048])
    send('again')
    expect(Buffer.from(gone[1]?.datagram.bytes ?? []).toString()).toBe('again')
  })

  test('4.2: a broadcast goes to everybody, without ARP', () => {
    expect([gone[0]?.hardware, asked]).toEqual(['ffffffffffff', []])
  })

  test('4.2: SEND finds one neighbour by ARP; who is in another subnet is reached through GAR', () => {
    to([10, 0, 0, 1], 67)
    send('to one')
    to([192, 168, 7, 7], 67)
    send('far')
    expect([asked, gone.length]).toEqual([['10.0.0.1', '10.0.0.1'], 3])
  })

  test('4.1, 4.2: nobody answers ARP: TIMEOUT after RTR × 0.1 ms × (RCR + 1), and it stays open', () => {
    write(0x02, registersOf(0), 0xff)
    write(0x19, COMMON, 1_000 >> 8, 1_000 & 0xff, 4)
    to([10, 0, 0, 9], 67)
    send('lost')
    expect([gone.length, timers.map(({ ms }) => ms), told()]).toEqual([1, [500], 0])
    timers[0]?.run()
    expect([status(), told()]).toEqual([UDP, TIMEOUT])
  })

  test('4.2: SEND_MAC goes to Sn_DHAR, without ARP', () => {
    write(0x06, registersOf(0), 0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb)
    to([224, 0, 0, 251], 5_353)
    send('who?', SEND_MAC)
    expect([gone[1]?.hardware, asked]).toEqual(['01005e0000fb', []])
    expect(gone[1]?.datagram.to).toEqual({ address: '224.0.0.251', port: 5_353 })
  })

  test('3.2: Sn_DHAR starts as ff:ff:ff:ff:ff:ff', () => {
    expect(read(0x06, registersOf(4), 6)).toEqual(Array(6).fill(0xff))
  })

  test('UDP guide: eight bytes come first: the address, the port and the length of what follows', () => {
    arrive('offer')
    expect([told() & RECEIVED, word(0x26, registersOf(0))]).toEqual([RECEIVED, 13])
    const at = word(0x28, registersOf(0))
    expect(read(at, receiveOf(0), 8)).toEqual([10, 0, 0, 1, 0, 67, 0, 5])
    expect(Buffer.from(read(at + 8, receiveOf(0), 5)).toString()).toBe('offer')
  })

  test('4.2: datagrams lie one behind the other; RECV lets go of what Sn_RX_RD was moved over', () => {
    arrive('one')
    arrive('three')
    expect(word(0x26, registersOf(0))).toBe(11 + 13)
    write(0x28, registersOf(0), 0, 11)
    command(RECV)
    expect(word(0x26, registersOf(0))).toBe(13)
    expect(read(11, receiveOf(0), 8)).toEqual([10, 0, 0, 1, 0, 67, 0, 5])
  })

  test('4.2: a datagram for which there is no room is lost, and those before it stay whole', () => {
    arrive('x'.repeat(1_400))
    arrive('y'.repeat(1_000))
    expect(word(0x26, registersOf(0))).toBe(1_408)
    arrive('z'.repeat(632))
    expect(word(0x26, registersOf(0))).toBe(2_048)
  })

  test('4.2: another port, another address, a cable that is out: nothing arrives; a broadcast does', () => {
    arrive('x', SERVER, { ...OWN, port: 69 })
    arrive('x', SERVER, { ...OWN, address: '10.0.0.51' })
    chip.setLink(false)
    arrive('x')
    chip.setLink(true)
    expect(word(0x26, registersOf(0))).toBe(0)
    arrive('x', SERVER, { ...OWN, address: '255.255.255.255' })
    expect(word(0x26, registersOf(0))).toBe(9)
  })

  test('4.2: Sn_MR bit 6 keeps broadcasts out', () => {
    write(0x00, registersOf(0), 0x42)
    command(OPEN)
    arrive('x', SERVER, { ...OWN, address: '255.255.255.255' })
    expect(word(0x26, registersOf(0))).toBe(0)
    arrive('x')
    expect(word(0x26, registersOf(0))).toBe(9)
  })
})
