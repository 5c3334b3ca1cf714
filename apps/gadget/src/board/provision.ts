import { isIPv4 } from 'node:net'
import { provisioningLines } from '@boss-deployer/protocol/gadget'
import { EEPROMMemoryBackend } from 'avr8js'
import { type Config, UsageError } from '../config.ts'
import { newBoard } from './board.ts'
import { EEPROM_BYTES } from './eeprom-file.ts'

/** Long enough for the start, in emulated milliseconds. */
const START_MS = 300
/** What the chip is told of its own port; where that is on this machine is not its affair. */
export const CHIP_PORT = 3_000
const LOOPBACK = '127.0.0.1'

export interface Network {
  readonly ip: string
  readonly server: { readonly ip: string; readonly port: number }
}

/** How the board reaches its server. It knows addresses of IPv4; a name stands for one on this machine. */
export function networkOf({ server }: Config, host: string): Network {
  const { hostname, port, protocol } = new URL(server.url)
  if (protocol !== 'http:') throw new UsageError(`the board speaks http with its server, not ${server.url}`)
  const address = (name: string) => (isIPv4(name) && name !== '0.0.0.0' ? name : LOOPBACK)
  return { ip: address(host), server: { ip: address(hostname), port: Number(port || 80) } }
}

/** What a board is told that is this gadget. */
export function linesOf({ id, gate, mac_key: macKey, press_key: pressKey }: Config, { ip, server }: Network) {
  const network = { ip, mask: '255.255.255.0', gateway: ip }
  return provisioningLines({ id, gate, macKey, pressKey, network, server, port: CHIP_PORT, isMuted: false })
}

/** Says the lines to an empty board over its USB serial; what its EEPROM holds then. */
export function provision(hex: string, lines: readonly string[]): Uint8Array {
  const eeprom = new EEPROMMemoryBackend(EEPROM_BYTES)
  const board = newBoard({ hex, eeprom, connect: () => null })
  board.run(START_MS)
  for (const line of lines) {
    const answer = board.say(line)
    if (answer === 'ok') continue
    const [verb, name] = line.split(' ')
    throw new UsageError(`to "${[verb, name].join(' ').trim()}" the board said "${answer}"`)
  }
  board.chip.close()
  return eeprom.memory
}
