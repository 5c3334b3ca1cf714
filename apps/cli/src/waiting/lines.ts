import type { Progress, Waited } from '@boss-deployer/client'
import { type Cell, join, type Line, line, type Style } from '../terminal/style.ts'
import { sayDuration } from '../words/duration.ts'

/** What is known from outside the wait. */
export interface Asked {
  /** The gadget's face on this machine; null where none is known. */
  readonly face: string | null
}

/** What changes when something happened, and not with time alone. */
export const keyOf = ({ connection, uuid, gate, place, votes, needed }: Progress): string =>
  JSON.stringify([connection, uuid, gate, place, votes, needed])

/** The line that stays: what was asked, and under which name. */
export const askedLine = (
  style: Style,
  { gate, uuid }: { readonly gate: string | null; readonly uuid: string },
): Line => line`${style.blue('asked')}    gate ${gate ?? '?'}, lock ${uuid}`

/** How the wait stands, in one line that fits a narrow terminal: the time, who is asked, the place, where to press. */
export function waitingLine(style: Style, progress: Progress, asked: Asked): Line {
  const { connection, uuid, gate, place, votes, needed, waitedMs } = progress
  const time = sayDuration(waitedMs)
  if (connection === 'lost') return line`${style.yellow('waiting')}  ${time}, the link is out of reach: trying again`
  if (uuid === null) return line`${style.dim('asking')}   ${time}`
  const parts: Line[] = [line`${time} for the boss of ${gate ?? '?'}`]
  if (place !== null && place > 0) parts.push(line`place ${place}`)
  if (needed > 1) parts.push(line`${votes} of ${needed} approvals`)
  if (asked.face !== null) parts.push(line`press ${style.blue(asked.face)}`)
  return line`${style.blue('waiting')}  ${join(parts, ', ')}`
}

type Tone = 'green' | 'red' | 'yellow'

interface End {
  readonly tone: Tone
  readonly word: string
  readonly said: Line
  readonly next: string
}

const why = (note: string | null): Line => (note ? line`: ${note}` : line``)

/** The last line: how it ended, who did it, how long it took, what next. */
export function lastLines(style: Style, waited: Waited): readonly Line[] {
  const { tone, word, said, next } = endOf(waited)
  const lock = waited.uuid === null ? line`` : line` (lock ${waited.uuid})`
  return [line`${style[tone](word)}  ${said}${lock}`, line`  ${style.dim(`next: ${next}`)}`]
}

const by = (cell: Cell | null): Line => (cell === null ? line`` : line` by ${cell}`)
const after = ({ waitedMs }: Waited): string => ` after ${sayDuration(waitedMs)}`

/** Where it is not known whether the link heard that we go: the lock ends there by itself. */
const unsure = ({ error }: Waited) =>
  error === null ? '' : '; the link may not have heard it, the lock then ends there by itself'

function endOf(waited: Waited): End {
  switch (waited.outcome) {
    case 'passed': {
      const via = waited.lock?.via ? line` (${waited.lock.via})` : line``
      const said = line`let through${by(waited.by)}${via}${after(waited)}${why(waited.note)}`
      return { tone: 'green', word: 'passed', said, next: 'the pipeline goes on' }
    }
    case 'rejected':
      return {
        tone: 'red',
        word: 'rejected',
        said: line`said no${by(waited.by)}${after(waited)}${why(waited.note)}`,
        next: 'change what the reason says, then ask anew: boss lock',
      }
    case 'killed':
      return {
        tone: 'red',
        word: 'blocked',
        said: line`the gate was blocked${by(waited.by)}${after(waited)}${why(waited.note)}`,
        next: 'wait until the gate is open again (boss status), then ask anew: boss lock',
      }
    case 'expired':
      return {
        tone: 'yellow',
        word: 'expired',
        said: line`nobody decided in time${after(waited)}${why(waited.note)}`,
        next: 'find somebody who decides, then ask anew: boss lock',
      }
    case 'cancelled':
      return {
        tone: 'yellow',
        word: 'cancelled',
        said: line`nobody is asked any more${after(waited)}${unsure(waited)}`,
        next: 'ask anew when you like: boss lock',
      }
    case 'superseded':
      return {
        tone: 'yellow',
        word: 'superseded',
        said: line`a newer request of this pipeline took its place${after(waited)}`,
        next: 'nothing: the newer one waits',
      }
    case 'timed-out':
      return {
        tone: 'yellow',
        word: 'timed out',
        said: line`nobody decided${after(waited)}; the lock is cancelled${unsure(waited)}`,
        next: 'ask anew with a longer --timeout: boss lock',
      }
    case 'unreachable':
      return {
        tone: 'red',
        word: 'unreachable',
        said: line`the link was out of reach${after(waited)}`,
        next: 'check the address and that the link runs, then ask anew with the same --request-id',
      }
    case 'refused':
      return { tone: 'red', word: 'refused', said: line`${waited.error.message}`, next: 'see boss status' }
  }
}
