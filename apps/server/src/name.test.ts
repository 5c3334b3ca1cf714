import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import makeMdns, { type MulticastDNS } from 'multicast-dns'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addressFacing, answerName, isReachable } from './name.ts'

const cidr = (address: string, netmask: string) => ({
  ...({ address, netmask, family: 'IPv4', mac: '00:00:00:00:00:00', internal: false, cidr: null } as const),
})
const networks = {
  eth0: [cidr('192.168.1.10', '255.255.255.0')],
  wlan0: [cidr('10.7.0.2', '255.255.0.0')],
  lo: [cidr('127.0.0.1', '255.0.0.0')],
}

test('an address is told to those in its own network only', () => {
  const facing = (asker: string, host = '0.0.0.0') => addressFacing(asker, host, networks)
  expect([facing('192.168.1.77'), facing('10.7.200.1'), facing('192.168.2.77')]).toEqual([
    '192.168.1.10',
    '10.7.0.2',
    null,
  ])
  expect([facing('10.7.200.1', '192.168.1.10'), facing('192.168.1.77', '192.168.1.10')]).toEqual([null, '192.168.1.10'])
  expect(facing('10.7.200.1', '::')).toBe('10.7.0.2')
})

test('a server on the loopback alone has nothing to tell', () => {
  expect(['127.0.0.1', 'localhost', '0.0.0.0', '192.168.1.10', '::'].map(isReachable)).toEqual([
    ...[false, false, true, true, true],
  ])
})

/** What the gadget asks: firmware/core/find.cpp. */
const question = (number: number, name = 'boss-server') =>
  Buffer.concat([
    Buffer.from([number, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, name.length]),
    Buffer.from(`${name}\x05local\0\0\x01\0\x01`, 'latin1'),
  ])

describe('asked over a socket, once, from a port of its own', () => {
  let [asker, answering]: Socket[] = []
  let mdns: MulticastDNS
  let warned: unknown[]

  async function bound(): Promise<Socket> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return socket
  }

  beforeEach(async () => {
    warned = []
    ;[asker, answering] = [await bound(), await bound()]
    mdns = makeMdns({ socket: answering, bind: false, multicast: false })
    const log = { warn: (about: unknown) => void warned.push(about) }
    answerName({ mdns, host: '127.0.0.1', networks: () => networks, log })
  })

  afterEach(() => {
    mdns.destroy()
    asker?.close()
  })

  const say = (bytes: Uint8Array) => asker?.send(bytes, answering?.address().port, '127.0.0.1')
  async function heard(): Promise<Buffer> {
    if (!asker) throw new Error('nobody asks')
    const [bytes] = (await once(asker, 'message')) as [Buffer]
    return bytes
  }

  test('it is told the address, with its number and its question, as RFC 6762, 6.7 has it', async () => {
    say(question(0x42))
    const bytes = await heard()
    expect(bytes.readUInt16BE(0)).toBe(0x4200)
    expect(bytes.readUInt16BE(2) & 0x800f).toBe(0x8000)
    expect([bytes.readUInt16BE(4), bytes.readUInt16BE(6)]).toEqual([1, 1])
    expect(bytes.subarray(12, 12 + 23)).toEqual(question(0x42).subarray(12))
    expect([...bytes.subarray(-14)]).toEqual([0, 1, 0, 1, 0, 0, 0, 10, 0, 4, 127, 0, 0, 1])
  })

  test('other names and other bytes are not answered, and the next question is', async () => {
    say(question(1, 'some-server'))
    say(Buffer.from([1, 2, 3]))
    say(Buffer.alloc(200, 0xff))
    say(question(2))
    expect((await heard()).readUInt16BE(0)).toBe(0x0200)
    expect(warned.length).toBeGreaterThan(0)
  })
})
