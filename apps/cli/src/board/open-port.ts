import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { autoDetect } from '@serialport/bindings-cpp'
import { SerialPortStream } from '@serialport/stream'
import { Problem } from '../command/problem.ts'
import { busyAt, isNetworkPort, notAllowedAt } from './ports.ts'

const BAUD = 38_400
const WITHIN_MS = 5_000

/** Opens the serial line to a board, 38,400 baud. An UNO starts anew when it is opened. Throws a `Problem`. */
export function openPort(port: string): Promise<Duplex> {
  return isNetworkPort(port) ? openNetwork(port) : openSerial(port)
}

function openSerial(path: string): Promise<Duplex> {
  const line = new SerialPortStream({ binding: autoDetect(), path, baudRate: BAUD, autoOpen: false })
  return new Promise((resolve, reject) => {
    line.open((error) => (error ? reject(problemOf(error, path)) : resolve(line)))
  })
}

function openNetwork(port: string): Promise<Duplex> {
  const [, host = '', at = ''] = port.split(':')
  return new Promise((resolve, reject) => {
    const line = connect({ host, port: Number(at) })
    line.setTimeout(WITHIN_MS, () => line.destroy(new Error('no answer')))
    line.once('error', (error) => reject(problemOf(error, port)))
    line.once('connect', () => {
      line.setTimeout(0)
      resolve(line)
    })
  })
}

function problemOf({ message }: Error, port: string): Problem {
  if (/permission denied/i.test(message)) return notAllowedAt(port)
  if (/lock|busy/i.test(message)) return busyAt(port)
  return new Problem({
    code: 'unavailable',
    message: `${port} cannot be opened: ${message}`,
    next: 'look whether the board is plugged in, and name its port with --port',
  })
}
