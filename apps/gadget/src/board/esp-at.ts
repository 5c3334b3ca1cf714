import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Chip } from './chip.ts'
import { type AccessPoint, BOOT_NOISE, NOT_JOINED, textsIn, type Words, wordsOf } from './esp-at-words.ts'
import type { ChipParts } from './w5500.ts'

/** ESP-AT user guide 2.x: what a modem is until it is told otherwise. */
const BAUD_AT_START = 115_200
const BOOT_MS = 300
const JOIN_MS = 500
const LINKS = 5
/** What the access point gives to whoever asks by DHCP. */
export const LEASED = '10.0.0.77'
/** What both ends of a UART may differ by. */
const TOLERANCE = 0.04
/** Bits of a byte with its start and its end. */
const BITS = 10

/** The other end of its UART. */
export interface Uart {
  /** False while the byte before is still on the line. */
  say(byte: number): boolean
  baud(): number
}

interface Link {
  readonly tcp: Socket
  waiting: Buffer
}

export interface EspAtParts extends ChipParts {
  readonly uart: Uart
  readonly modem?: ModemParts | undefined
}

export interface ModemParts {
  /** AT 1.7, or 2.x as long as nobody says. */
  readonly generation?: keyof typeof wordsOf
  /** The one that is in reach; without it whichever it is told. */
  readonly accessPoint?: AccessPoint
}

/** A modem that is switched on by its EN pin and speaks ESP-AT, multiple connections, passive receive mode. */
export function newEspAt({ connect: find, after, listenAt, uart, modem = {} }: EspAtParts): Chip {
  const words: Words = wordsOf[modem.generation ?? 2]
  const servers = new Map<number, Server>()
  let links: (Link | null)[] = []
  /** Rises when the modem loses what it had in hand. */
  let power = 0
  let isOn = false
  let isLinkUp = true
  let isJoined = false
  let own = LEASED
  let isPassive = false
  let isEcho = true
  let isBusy = false
  let most = LINKS
  let baud = BAUD_AT_START
  let line = ''
  let payload = { link: 0, left: 0, bytes: [] as number[] }
  let queue: number[] = []
  let isSaying = false

  /** Runs later, unless the modem was switched off meanwhile. */
  function later(ms: number, run: () => void) {
    const begun = power
    after(ms, () => {
      if (begun === power) run()
    })
  }

  function sayNext() {
    const [byte] = queue
    isSaying = byte !== undefined
    if (byte === undefined) return
    const isHeard = Math.abs(uart.baud() / baud - 1) < TOLERANCE
    if (uart.say(isHeard ? byte : byte | 0x80)) queue.shift()
    later((BITS * 1_000) / baud, sayNext)
  }

  function say(bytes: string | Uint8Array) {
    queue.push(...Buffer.from(bytes))
    if (!isSaying) sayNext()
  }
  const answer = (text: string) => say(`\r\n${text}\r\n`)

  function drop(at: number) {
    const link = links[at]
    if (!link) return false
    links[at] = null
    say(`${at},CLOSED\r\n`)
    return true
  }

  /** What came waits until it is asked for; once the other end is gone, so is what it said. */
  function attach(at: number, tcp: Socket) {
    const link: Link = { tcp: tcp.setNoDelay(true), waiting: Buffer.alloc(0) }
    links[at] = link
    say(`${at},CONNECT\r\n`)
    tcp.on('data', (bytes) => {
      if (links[at] !== link || !isLinkUp) return
      const wasEmpty = link.waiting.length === 0
      link.waiting = Buffer.concat([link.waiting, bytes])
      if (!isPassive) {
        say(Buffer.concat([Buffer.from(`\r\n+IPD,${at},${link.waiting.length}:`), link.waiting]))
        link.waiting = Buffer.alloc(0)
      } else if (wasEmpty) say(`\r\n+IPD,${at},${link.waiting.length}\r\n`)
    })
    tcp.on('error', () => {})
    tcp.on('close', () => links[at] === link && drop(at))
  }

  function serve(port: number) {
    for (const server of servers.values()) server.close()
    servers.clear()
    const server = createServer((tcp) => {
      const free = [0, 1, 2, 3, 4].findIndex((at) => at < most && !links[at])
      if (!isOn || !isLinkUp || free < 0) tcp.resetAndDestroy()
      else attach(free, tcp)
    })
    servers.set(port, server)
    const at = listenAt?.(port)
    if (at) server.on('error', at.failed)
    server.listen(at?.port ?? 0, at?.host ?? '127.0.0.1')
    answer('OK')
  }

  function call(at: number, address: string, port: number) {
    const far = isLinkUp ? find(address, port) : null
    isBusy = true
    const end = (text: string) => {
      isBusy = false
      answer(text)
    }
    if (!far || far.isGone?.()) {
      later(3_000, () => end('ERROR'))
      return
    }
    const begun = power
    const tcp = connect({ host: far.host, port: far.port })
    tcp.once('connect', () => {
      tcp.removeAllListeners('error')
      if (begun !== power) tcp.destroy()
      else {
        attach(at, tcp)
        end('OK')
      }
    })
    tcp.once('error', () => begun === power && end('ERROR'))
  }

  /** Why it cannot join; null where it can. */
  function whyNot([ssid, password]: readonly string[]): number | null {
    const { accessPoint } = modem
    if (!isLinkUp || (accessPoint && accessPoint.ssid !== ssid)) return NOT_JOINED.ssid
    return accessPoint && accessPoint.password !== password ? NOT_JOINED.password : null
  }

  function join(texts: readonly string[]) {
    isBusy = true
    later(JOIN_MS, () => {
      const reason = whyNot(texts)
      isBusy = false
      isJoined = reason === null
      say(isJoined ? 'WIFI CONNECTED\r\nWIFI GOT IP\r\n' : `+CWJAP:${reason}\r\n`)
      answer(isJoined ? 'OK' : words.notJoined)
    })
  }

  function fetch(at: number, count: number) {
    const link = links[at]
    if (!link || link.waiting.length === 0) return answer('ERROR')
    const part = link.waiting.subarray(0, count)
    link.waiting = link.waiting.subarray(part.length)
    say(Buffer.concat([Buffer.from(words.dataHead(part.length)), part]))
    answer('OK')
  }

  function send() {
    const { link: at, bytes } = payload
    payload = { link: 0, left: 0, bytes: [] }
    const link = links[at]
    say(`\r\nRecv ${bytes.length} bytes\r\n`)
    if (!link || !isLinkUp) return answer('SEND FAIL')
    link.tcp.write(Buffer.from(bytes), () => answer('SEND OK'))
  }

  /** The command and its values, apart. */
  const commands: Readonly<Record<string, (values: readonly string[], texts: readonly string[]) => void>> = {
    AT: () => answer('OK'),
    ATE0: () => {
      isEcho = false
      answer('OK')
    },
    'AT+UART_CUR': ([rate = '']) => {
      answer('OK')
      const change = () => {
        if (queue.length > 0) return later(1, change)
        baud = Number(rate)
      }
      change()
    },
    'AT+CIPRECVMODE': ([mode]) => {
      isPassive = mode === '1'
      answer('OK')
    },
    'AT+CWJAP': (_, texts) => join(texts),
    'AT+CIPSERVERMAXCONN': ([count = '']) => {
      most = Number(count)
      answer('OK')
    },
    'AT+CIPSERVER': ([, port = '']) => serve(Number(port)),
    'AT+CIPSTART': ([at = '', , address = '', port = '']) =>
      call(Number(at), address.replaceAll('"', ''), Number(port)),
    'AT+CIPSEND': ([at = '', count = '']) => {
      if (!links[Number(at)]) return answer('link is not valid\r\n\r\nERROR')
      payload = { link: Number(at), left: Number(count), bytes: [] }
      answer('OK')
      say(words.prompt)
    },
    'AT+CIPRECVDATA': ([at = '', count = '']) => fetch(Number(at), Number(count)),
    'AT+CIPCLOSE': ([at = '']) => {
      const link = links[Number(at)]
      link?.tcp.end()
      answer(drop(Number(at)) ? 'OK' : 'ERROR')
    },
    'AT+SYSSTORE': () => answer('OK'),
    'AT+CWMODE': () => answer('OK'),
    'AT+CIPMUX': () => answer('OK'),
    'AT+CWDHCP': () => answer('OK'),
    'AT+CIPSTA': (_, [ip = '']) => {
      own = ip
      answer('OK')
    },
    'AT+CIPSTA?': () => {
      const places = { ip: isJoined ? own : '0.0.0.0', gateway: '10.0.0.1', netmask: '255.255.255.0' }
      for (const [name, place] of Object.entries(places)) say(`+CIPSTA:${name}:"${place}"\r\n`)
      answer('OK')
    },
    'AT+CIPSTO': () => answer('OK'),
  }

  function perform(text: string) {
    if (isEcho) say(`${text}\r\n`)
    if (isBusy) return answer('busy p...')
    const [, name = '', values = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? []
    const run = commands[name]
    if (!run || words.unknown.includes(name)) return answer('ERROR')
    later(2, () => run(values.split(','), textsIn(values)))
  }

  function turn(isHigh: boolean) {
    if (isHigh === isOn) return
    isOn = isHigh
    power += 1
    for (const link of links) link?.tcp.destroy()
    for (const server of servers.values()) server.close()
    servers.clear()
    links = []
    queue = []
    ;[isSaying, isJoined, isPassive, isEcho, isBusy] = [false, false, false, true, false]
    ;[most, baud, line, own] = [LINKS, BAUD_AT_START, '', LEASED]
    payload = { link: 0, left: 0, bytes: [] }
    if (!isOn) return
    say(BOOT_NOISE)
    later(BOOT_MS, () => answer('ready'))
  }

  return {
    select: turn,
    exchange: () => 0xff,
    hear(byte, at) {
      if (!isOn) return
      const heard = Math.abs(at / baud - 1) < TOLERANCE ? byte : byte | 0x80
      if (payload.left > 0) {
        payload.bytes.push(heard)
        payload.left -= 1
        if (payload.left === 0) send()
        return
      }
      line = `${line}${String.fromCharCode(heard)}`.slice(-256)
      if (!line.endsWith('\r\n')) return
      const text = line.trim()
      line = ''
      if (text !== '') perform(text)
    },
    setLink(isUp) {
      if (isUp === isLinkUp) return
      isLinkUp = isUp
      if (isUp || !isJoined) return
      isJoined = false
      for (const at of links.keys()) {
        links[at]?.tcp.destroy()
        drop(at)
      }
      say('WIFI DISCONNECT\r\n')
    },
    portOf(port) {
      const address = servers.get(port)?.address()
      return typeof address === 'object' && address ? address.port : null
    },
    close: () => turn(false),
  }
}
