import { jsonLine } from './plain.ts'
import { type Line, line, makeStyle, type Style, wantsColour } from './style.ts'
import { fit } from './width.ts'

/** Where a process writes. */
export interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

/** With `--json` every line on stdout and on stderr is one JSON document, else they are for people. */
export interface Output {
  readonly isJson: boolean
  /** Colours of stdout and of stderr. */
  readonly style: Style
  readonly errorStyle: Style
  readonly isTerminal: boolean
  /** The result, on stdout: the value with `--json`, else the lines. */
  answer(value: unknown, lines: readonly Line[]): void
  /** What happens meanwhile, on stderr. */
  tell(value: object, it: Line): void
  /** The line at the bottom that shows how it stands. Without a terminal it is written when `key` changed, and each minute. */
  live(key: string, value: object, it: Line): void
  /** A whole screen that replaces the one before; only on a terminal. */
  screen(lines: readonly Line[]): void
}

const EVERY_MS = 60_000
const CLEAR_LINE = '\r\u001b[2K'
const HOME = '\u001b[H'
const CLEAR_REST_OF_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

interface Parts {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: NodeJS.ProcessEnv
  readonly isJson: boolean
  readonly now: () => number
}

/** The output of one command. */
export function makeOutput({ stdout, stderr, env, isJson, now }: Parts): Output {
  const isLive = stderr.isTTY === true && env.TERM !== 'dumb'
  let hasLive = false
  let last: { key: string; at: number } | null = null

  const writeTo = (stream: Stream, text: string) => {
    if (hasLive) stderr.write(CLEAR_LINE)
    hasLive = false
    stream.write(`${text}\n`)
  }
  return {
    isJson,
    style: makeStyle(!isJson && wantsColour(stdout, env)),
    errorStyle: makeStyle(!isJson && wantsColour(stderr, env)),
    isTerminal: stdout.isTTY === true && env.TERM !== 'dumb',
    answer(value, lines) {
      if (isJson) return writeTo(stdout, jsonLine(value))
      for (const it of lines) writeTo(stdout, it.ansi)
    },
    tell(value, it) {
      writeTo(stderr, isJson ? jsonLine(value) : it.ansi)
    },
    live(key, value, it) {
      if (isLive && !isJson) {
        stderr.write(CLEAR_LINE + fit(it, (stderr.columns ?? 80) - 1).ansi)
        hasLive = true
        return
      }
      if (last?.key === key && now() - last.at < EVERY_MS) return
      last = { key, at: now() }
      writeTo(stderr, isJson ? jsonLine(value) : it.ansi)
    },
    screen(lines) {
      const { columns = 80, rows = 24 } = stdout
      const shown = lines.slice(0, rows - 1).map((it) => `${fit(it, columns - 1).ansi}${CLEAR_REST_OF_LINE}\n`)
      // Written over, not wiped: a wiped screen flickers.
      stdout.write(`${HOME}${shown.join('')}${CLEAR_BELOW}`)
    },
  }
}

/** An error for people or machines: what is wrong and what to do next. */
export function tellError(out: Output, { code, message, next }: { code: string; message: string; next: string }): void {
  const style = out.errorStyle
  out.tell({ error: { code, message, next } }, line`${style.red('boss:')} ${message}\n  ${style.dim(`next: ${next}`)}`)
}
