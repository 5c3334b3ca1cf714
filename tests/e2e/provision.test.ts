import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { EEPROMMemoryBackend } from 'avr8js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type Board, newBoard } from '../../apps/gadget/src/board/board.ts'
import type { Variant } from '../../apps/gadget/src/board/chip.ts'
import { boss, root, startBoss } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { until } from './boss/until.ts'

vi.setConfig({ testTimeout: 120_000 })

const hexOf = (variant: Variant) => readFileSync(join(root, `firmware/release/${variant}.hex`), 'utf8')
const keys = { mac_key: 'a1'.repeat(32), press_key: 'b2'.repeat(32) }
const gadget = { id: 'desk-2', name: 'Second floor', gate: 'shop', ...keys, server: { url: 'http://10.0.0.2:5000' } }
const wrong = z.object({ error: z.object({ code: z.string(), message: z.string(), next: z.string() }) })

let folder: ReturnType<typeof tempFolder>
let desk: SerialDesk

/** An UNO whose USB serial is a TCP port; the firmware in it is the real one. Opening the line starts it anew. */
interface SerialDesk {
  readonly port: string
  readonly eeprom: Uint8Array
  /** What the line does to what is said. */
  spoil: (bytes: Buffer) => Buffer
  /** What the line does to what the board answers. */
  mumble: (text: string) => string
  close(): void
}

async function openSerialDesk(variant: Variant = 'w5500'): Promise<SerialDesk> {
  const memory = new EEPROMMemoryBackend(1_024)
  let board: Board | null = null
  let timer: NodeJS.Timeout | null = null
  const off = () => {
    if (timer) clearInterval(timer)
    board?.chip.close()
    board = null
  }
  const it: SerialDesk = {
    port: '',
    eeprom: memory.memory,
    spoil: (bytes) => bytes,
    mumble: (text) => text,
    close: () => server.close(),
  }

  function plugIn(line: Socket) {
    off()
    const running = newBoard({ hex: hexOf(variant), variant, eeprom: memory, connect: () => null })
    board = running
    const waiting: number[] = []
    let told = 0
    line.on('data', (bytes) => waiting.push(...it.spoil(bytes)))
    line.on('error', () => {})
    line.on('close', off)
    timer = setInterval(() => {
      for (let ms = 0; ms < 10; ms += 1) {
        const [byte] = waiting
        if (byte !== undefined && running.uno.usart.writeByte(byte)) waiting.shift()
        running.run(1)
      }
      const heard = running.heard()
      line.write(it.mumble(heard.slice(told)))
      told = heard.length
    }, 5)
  }

  const server: Server = createServer(plugIn)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  return Object.assign(it, { port: `net:127.0.0.1:${typeof at === 'object' && at ? at.port : 0}` })
}

beforeEach(async () => {
  folder = tempFolder()
  desk = await openSerialDesk()
  writeFileSync(join(folder.path, 'gadget.json'), JSON.stringify(gadget))
})
afterEach(() => {
  desk.close()
  folder[Symbol.dispose]()
})

const provisionAt = (at: string, ...more: string[]) => {
  const config = join(folder.path, 'gadget.json')
  return boss(['gadget', 'provision', '--config', config, '--port', at, '--ip', '10.0.0.50', '--json', ...more])
}
const provision = (...more: string[]) => provisionAt(desk.port, ...more)
const errorOf = (err: string) => wrong.parse(JSON.parse(err.trim().split('\n').at(-1) ?? '')).error

test('an empty board becomes the gadget of the file, and its keys are shown nowhere', async () => {
  const { code, out, err } = await provision()
  const told: unknown = JSON.parse(out)
  expect({ code, told }).toEqual({ code: 0, told: { gadget: 'desk-2', url: 'http://10.0.0.50:3000', boot: 1 } })
  const all = Buffer.from(desk.eeprom)
  for (const key of Object.values(keys)) {
    expect(all.includes(Buffer.from(key, 'hex'))).toBe(true)
    expect(`${out}${err}`).not.toContain(key)
  }
})

test('a board that is another gadget stays it, unless it is to be replaced', async () => {
  expect((await provision()).code).toBe(0)
  const before = Buffer.from(desk.eeprom)
  writeFileSync(join(folder.path, 'gadget.json'), JSON.stringify({ ...gadget, id: 'desk-3' }))
  const { code, err } = await provision()
  expect({ code, message: errorOf(err).message }).toEqual({ code: 2, message: 'this board is the gadget desk-2' })
  expect(before.subarray(16).equals(Buffer.from(desk.eeprom).subarray(16))).toBe(true)
  expect((await provision('--replace')).code).toBe(0)
})

test('a letter that is lost on the line is said again', async () => {
  let bytes = 0
  desk.spoil = (came) => {
    bytes += came.length
    return bytes > 200 && bytes - came.length <= 200 ? came.subarray(1) : came
  }
  expect((await provision()).code).toBe(0)
})

test('an answer that is lost is asked for again, also the last one', async () => {
  let answers = 0
  desk.mumble = (text) => {
    const isAnswer = text.includes('ok\n')
    answers += isAnswer ? 1 : 0
    return isAnswer && (answers === 4 || answers > 12) ? text.replace('ok\n', '') : text
  }
  expect((await provision()).code).toBe(0)
})

test('without an address of its own it asks for one, and for its server', async () => {
  const config = join(folder.path, 'gadget.json')
  const { code, out } = await boss([
    'gadget',
    'provision',
    '--config',
    config,
    '--port',
    desk.port,
    '--find-server',
    '--json',
  ])
  const told: unknown = JSON.parse(out)
  expect({ code, told }).toEqual({ code: 0, told: { gadget: 'desk-2', url: null, boot: 1 } })
  expect(
    (await boss(['gadget', 'provision', '--config', config, '--port', desk.port, '--mask', '255.0.0.0'])).code,
  ).toBe(2)
})

test('a board that says nothing is told with what to do', async () => {
  desk.spoil = () => Buffer.alloc(0)
  const { code, err } = await provision()
  expect(code).toBeGreaterThan(0)
  const { code: error, next } = errorOf(err)
  expect(error).toBe('unavailable')
  expect(next).toContain('boss gadget flash')
})

test('a file that is none, and a server that the board cannot reach, are wrong usage before anything is said', async () => {
  expect((await provision('--server', 'https://boss.example.com')).code).toBe(2)
  writeFileSync(join(folder.path, 'gadget.json'), '{}')
  const { code, err } = await provision()
  expect(code).toBe(2)
  expect(errorOf(err).next).toContain('boss gadget code')
  expect(new Set(desk.eeprom)).toEqual(new Set([0xff]))
})

test('a serial port of the system does as well', async () => {
  const tty = join(folder.path, 'ttyACM0')
  const [, host, port] = desk.port.split(':')
  const bridge = spawn('socat', [`pty,raw,echo=0,link=${tty}`, `tcp:${host}:${port}`], { stdio: 'inherit' })
  const failed = once(bridge, 'error').then(() => {
    throw new Error('The tests need socat: sudo apt-get install -y --no-install-recommends socat')
  })
  try {
    await Promise.race([until('the port is there', () => Promise.resolve(existsSync(tty))), failed])
    const { code, err } = await provisionAt(tty)
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
  } finally {
    bridge.kill()
  }
})

test('a board with a modem takes the name and the password of its WiFi, and the password is shown nowhere', async () => {
  desk.close()
  desk = await openSerialDesk('espat')
  const args = ['gadget', 'provision', '--config', join(folder.path, 'gadget.json'), '--port', desk.port, '--json']
  const provisionWith = (input: string) => startBoss([...args, '--ssid', 'The office'], {}, { input }).ended
  const { code, out, err } = await provisionWith('correct, "horse"\n')
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' })
  const all = Buffer.from(desk.eeprom)
  for (const text of ['The office\0', 'correct, "horse"\0']) expect(all.includes(text)).toBe(true)
  expect(`${out}${err}`).not.toContain('horse')
  for (const none of ['', 'short\n']) expect((await provisionWith(none)).code).toBe(2)
})
