import type { RemoteInfo } from 'node:dgram'
import { isIPv4 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import type { MulticastDNS, QueryPacket } from 'multicast-dns'
import type { Logger } from 'pino'

/** What a gadget asks for that was not told where its server is (firmware/README.md, "Addresses"). */
const NAME = 'boss-server.local'
const MDNS_PORT = 5_353
/** RFC 6762, 6.7 and 10: who asks once believes it for ten seconds, others for two minutes. */
const TTL_S = { once: 10, others: 120 } as const

type Networks = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

const isLoopback = (host: string) => host.startsWith('127.')

/** Whether a server that listens there can be reached by a gadget at all. */
export const isReachable = (host: string) => host === '::' || (isIPv4(host) && !isLoopback(host))

/** Our address as the one who asks sees it; null where it is not in one of our networks (RFC 6762, 11). */
export function addressFacing(asker: string, host: string, networks: Networks): string | null {
  for (const { family, address, netmask } of Object.values(networks).flatMap((network) => network ?? [])) {
    const isOurs = family === 'IPv4' && (address === host || host === '0.0.0.0' || host === '::')
    if (isOurs && ((numberOf(address) ^ numberOf(asker)) & numberOf(netmask)) === 0) return address
  }
  return null
}

interface NameParts {
  readonly mdns: MulticastDNS
  /** Where the server listens. */
  readonly host: string
  readonly networks: () => Networks
  readonly log: Pick<Logger, 'warn'>
}

/** Tells gadgets in our networks where `boss-server.local` is, by mDNS (RFC 6762). Without it they need an address. */
export function answerName({ mdns, host, networks, log }: NameParts): void {
  mdns.on('query', ({ id, questions = [] }: QueryPacket, asker: RemoteInfo) => {
    const asked = questions.find(({ name, type }) => name.toLowerCase() === NAME && type === 'A')
    const address = asked ? addressFacing(asker.address, host, networks()) : null
    if (!asked || address === null) return
    const isOnce = asker.port !== MDNS_PORT
    const answers = [{ name: NAME, type: 'A', ttl: isOnce ? TTL_S.once : TTL_S.others, data: address }] as const
    // Who asks from a port of its own wants its question and its number back, at that port.
    if (isOnce) mdns.respond({ id, questions: [asked], answers: [...answers] }, asker)
    else mdns.respond({ answers: [...answers] })
  })
  for (const event of ['error', 'warning'] as const)
    mdns.on(event, (error: Error) => log.warn({ error: error.message }, 'gadgets may not find this server by its name'))
}
