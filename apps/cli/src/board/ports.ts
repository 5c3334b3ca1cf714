import { accessSync, constants, readdirSync } from 'node:fs'
import { Problem, wrongUsage } from '../command/problem.ts'

/** What an UNO, or a copy of one, is called on Linux and on macOS. */
const names = /^(ttyACM|ttyUSB|cu\.usbmodem|cu\.usbserial|cu\.wchusbserial)/

/** Serial ports at which a board may be. */
export function boardPorts(folder = '/dev'): readonly string[] {
  return readdirSync(folder)
    .filter((name) => names.test(name))
    .sort()
    .map((name) => `${folder}/${name}`)
}

/** A serial line over TCP, `net:host:port`. */
export const isNetworkPort = (port: string): boolean => port.startsWith('net:')

/** The port that is meant: the one given, else the only one there is. Throws a `Problem` when that is none, or not ours. */
export function findPort(given: string | undefined, ports: readonly string[] = boardPorts()): string {
  const [only, ...more] = ports
  if (given === undefined && only === undefined)
    throw wrongUsage('no board is plugged in', 'plug its USB in, or name the port: --port /dev/ttyACM0')
  if (given === undefined && more.length > 0)
    throw wrongUsage(`there are ${ports.length} boards`, `name the port of one by --port: ${ports.join(', ')}`)
  const port = given ?? only ?? ''
  if (!isNetworkPort(port)) needAccess(port, ports)
  return port
}

function needAccess(port: string, ports: readonly string[]): void {
  try {
    accessSync(port, constants.R_OK | constants.W_OK)
  } catch (error) {
    const isThere = !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
    if (isThere) throw notAllowedAt(port)
    const others = ports.length === 0 ? 'plug its USB in' : `take one of these: ${ports.join(', ')}`
    throw wrongUsage(`${port} is not there`, others)
  }
}

export const notAllowedAt = (port: string): Problem =>
  new Problem({
    code: 'forbidden',
    message: `you may not use ${port}`,
    next: 'join the group that may, then sign in again: sudo usermod -aG dialout $USER',
  })

export const busyAt = (port: string): Problem =>
  new Problem({
    code: 'conflict',
    message: `${port} is in use`,
    next: 'close whatever speaks with the board, such as a serial monitor, and try again',
  })
