/** The other end of a TCP connection of the chip. */
export interface Far {
  readonly host: string
  readonly port: number
  /** Whether it is gone without a word: ARP still knows it, nothing is answered any more. */
  readonly isGone?: (() => boolean) | undefined
}

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface Datagram {
  readonly from: Endpoint
  readonly to: Endpoint
  readonly bytes: Uint8Array
}

/** Who else is on the chip's Ethernet, as far as datagrams go. */
export interface Lan {
  /** Whether somebody answers an ARP request for that address. */
  has(address: string): boolean
  /** A datagram that left the chip for that hardware address; what comes back, now or after a while, is answered. */
  take(datagram: Datagram, hardware: string, answer: (datagram: Datagram, afterMs?: number) => void): void
}

/** What a socket of the chip asks of the chip around it. */
export interface Wire {
  /** Where the chip's addresses are on this machine; null where nobody is. */
  connect(address: string, port: number): Far | null
  /** 4.1, RTR and RCR: how long nobody has to answer ARP before the chip gives up, milliseconds. */
  arpWait(): number
  /** 4.1, RTR and RCR: the waits before each retransmission, and before the chip gives up, milliseconds. */
  tcpWaits(): readonly number[]
  /** Runs once after that many milliseconds of the chip's time. */
  after(ms: number, run: () => void): void
  /** Somebody listens on that port of the chip from now on. */
  listen(port: number): void
  /** The chip's own address, SIPR. */
  address(): string
  /** Whether that address, or the gateway where it is further away, is found by ARP. */
  isFound(address: string): boolean
  datagram(datagram: Datagram, hardware: string): void
}

/** 4.1: each wait is twice the one before, as long as it fits into RTR's 16 bits. In milliseconds; RTR counts 0.1 ms. */
export function tcpWaitsOf(retryTime: number, retryCount: number): readonly number[] {
  const waits: number[] = []
  let wait = retryTime
  for (let at = 0; at <= retryCount; at += 1) {
    waits.push(wait / 10)
    if (wait * 2 <= 0xffff) wait *= 2
  }
  return waits
}

const BROADCAST = '255.255.255.255'
/** The hardware address of everybody. */
export const EVERYBODY = 'ffffffffffff'

export const isBroadcast = (address: string) => address === BROADCAST

/** What lies in the receive buffer for a datagram: its source's address and port, its length, then itself. */
export function packetOf({ from, bytes }: Datagram): Uint8Array {
  const header = Buffer.alloc(8)
  header.set(from.address.split('.').map(Number))
  header.writeUInt16BE(from.port, 4)
  header.writeUInt16BE(bytes.length, 6)
  return Buffer.concat([header, bytes])
}
