import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '../command/problem.ts'

/** Its bootloader waits for a second or two before the firmware runs. */
const HELLO_TRIES = 15
const HELLO_MS = 1_000
const QUIET_MS = 300
/** A key is 32 bytes of EEPROM, 3.4 ms each (ATmega328P datasheet, 28.4). */
const ANSWER_MS = 3_000
const TRIES = 3
const START_MS = 15_000
/** The board keeps 31 bytes that it has not read, and may be busy for 10 ms, in which 38 arrive. */
const PIECE = 8
const PIECE_EVERY_MS = 12
const LONGEST_LINE = 200

export interface Hello {
  readonly version: string
  /** Which gadget it is; null where it is none yet. */
  readonly id: string | null
}

/** A board that is spoken to line by line. */
export interface BoardTalk {
  /** Who it is. Throws a `Problem` when nobody answers. */
  hello(): Promise<Hello>
  /** Says a line until it is answered; false when the board answers no. */
  say(line: string): Promise<boolean>
  /** Says the last line, and waits until the board runs with what it was told; null when it says no. Its number of this start. */
  seal(line: string): Promise<number | null>
}

const silent = () =>
  new Problem({
    code: 'unavailable',
    message: 'the board does not answer',
    next: 'look whether the firmware is on it (boss gadget flash) and nothing is wired to D0 and D1',
  })

/** Speaks with the firmware over that line (firmware/README.md, "Provisioning"). */
export function talkTo(line: Duplex, signal: AbortSignal): BoardTalk {
  let rest = ''
  let heard: string[] = []
  let wake = () => {}
  let failure: Error | null = null

  line.on('data', (bytes: Buffer) => {
    const parts = `${rest}${bytes.toString('latin1')}`.split(/\r?\n/)
    rest = (parts.pop() ?? '').slice(-LONGEST_LINE)
    heard.push(...parts.map((part) => part.slice(-LONGEST_LINE)).filter((part) => part !== ''))
    wake()
  })
  for (const event of ['error', 'close'] as const)
    line.on(event, (error?: unknown) => {
      failure = error instanceof Error ? error : new Error('the line was cut')
      wake()
    })

  /** The first line that fits, the others before it are dropped; null when none comes in time. */
  async function next(fits: RegExp, ms: number): Promise<RegExpExecArray | null> {
    const deadline = Date.now() + ms
    for (;;) {
      const at = heard.findIndex((it) => fits.test(it))
      if (at >= 0) return fits.exec(heard.splice(0, at + 1).at(-1) ?? '')
      if (failure) throw silent()
      const left = deadline - Date.now()
      if (left <= 0 || signal.aborted) return null
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, left)
      })
    }
  }

  async function send(text: string): Promise<void> {
    for (let at = 0; at < text.length; at += PIECE) {
      line.write(text.slice(at, at + PIECE))
      await pause(PIECE_EVERY_MS)
    }
  }

  async function hello(): Promise<Hello> {
    for (let tries = 0; tries < HELLO_TRIES && !signal.aborted; tries += 1) {
      await send('\nhello\n')
      if (await next(/^boss \S+ \S+$/, HELLO_MS)) break
    }
    // It may have told of its start only: once it is quiet, what it says is an answer.
    while (await next(/^/, QUIET_MS));
    await send('hello\n')
    const [, version = '', id = ''] = (await next(/^boss (\S+) (\S+)$/, HELLO_MS)) ?? []
    if (version === '') throw silent()
    return { version, id: id === 'empty' ? null : id }
  }

  return {
    hello,
    async say(text) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        heard = []
        await send(`${text}\n`)
        const [answer] = (await next(/^(ok|no)$/, ANSWER_MS)) ?? []
        if (answer === 'ok') return true
        // A letter that was lost on the line is answered with no, too.
        if (answer === undefined) await hello()
      }
      return false
    },
    async seal(text) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        heard = []
        await send(`${text}\n`)
        // Where its ok is lost, the start that follows says the same.
        const [answer, boot] = (await next(/^(?:no|boss \S+ (\d+))$/, START_MS)) ?? []
        if (boot !== undefined) return Number(boot)
        if (answer === undefined) throw silent()
      }
      return null
    },
  }
}
