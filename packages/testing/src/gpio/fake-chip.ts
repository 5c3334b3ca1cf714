import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as z from 'zod/mini'

const call = z.object({ args: z.array(z.string()) })

/** The tools changed with libgpiod 2. */
export type GpioVersion = '1.6.3' | '2.2.1'

/** A GPIO chip of Linux, and the programs that read and write its lines. */
export interface FakeChip {
  /** For the process that shall find these programs. */
  readonly env: { readonly PATH: string; readonly FAKE_GPIO_CHIP: string }
  /** How the programs were called until now. */
  readonly calls: readonly (readonly string[])[]
  /** The lines that are high now; null while nobody holds any. */
  high(): readonly number[] | null
  /** A button between a line and ground: its contacts bounce so often. */
  move(line: number, isDown: boolean, bounces?: number): void
  /** What watches the lines says something else. */
  say(text: string): void
  /** What watches the lines dies, and so does whatever does it next. */
  kill(times: number): void
  close(): void
}

export async function startFakeChip(version: GpioVersion): Promise<FakeChip> {
  const folder = mkdtempSync(join(tmpdir(), 'boss-gpio-'))
  const path = join(folder, 'chip')
  const tool = fileURLToPath(new URL('../../dist/gpio/fake-tool.js', import.meta.url))
  const [falling, rising] = version.startsWith('1') ? ['0', '1'] : ['2', '1']
  const calls: (readonly string[])[] = []
  const watching = new Set<Socket>()
  const holding = new Map<Socket, readonly number[]>()
  let toKill = 0

  for (const name of ['gpiomon', 'gpioset']) {
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo "${name} (libgpiod) v${version}" && exit 0\nexec "${process.execPath}" "${tool}" ${name} "$@"\n`
    writeFileSync(join(folder, name), script, { mode: 0o755 })
  }

  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('close', () => {
      watching.delete(socket)
      holding.delete(socket)
    })
    createInterface({ input: socket }).once('line', (text) => {
      const { args } = call.parse(JSON.parse(text))
      calls.push(args)
      if (args[0] === 'gpioset') {
        const levels = args.flatMap((arg) => /^(\d+)=1$/.exec(arg)?.[1] ?? [])
        if (holding.size > 0) socket.end('Device or resource busy\n')
        else holding.set(socket, levels.map(Number))
        return
      }
      watching.add(socket)
      if (toKill > 0) {
        toKill -= 1
        socket.end()
      }
    })
  })
  server.listen(path)
  await once(server, 'listening')
  const say = (text: string) => {
    for (const socket of watching) socket.write(text)
  }
  return {
    env: { PATH: [folder, process.env.PATH].join(delimiter), FAKE_GPIO_CHIP: path },
    calls,
    high: () => [...holding.values()][0] ?? null,
    move(line, isDown, bounces = 5) {
      for (let at = 0; at < bounces; at += 1) say(`${line} ${falling}\n${line} ${rising}\n`)
      say(`${line} ${isDown ? falling : rising}\n`)
    },
    say,
    kill(times) {
      toKill = Math.max(0, times - watching.size)
      for (const socket of watching) socket.end()
    },
    close() {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
