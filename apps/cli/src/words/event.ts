import { type Line, line, type Style } from '../terminal/style.ts'
import { field, isRecord, type JsonRecord, numberField } from './record.ts'

type Tone = 'blue' | 'green' | 'red' | 'yellow' | 'dim'
type Says = (event: JsonRecord) => readonly [tone: Tone, word: string, rest: Line]

const of = (event: JsonRecord, name: string) => field(event, name) ?? '?'
const lockIn = (event: JsonRecord) => line`lock ${of(event, 'lock')} at ${of(event, 'gate')}`
const asked = (event: JsonRecord) => line`${of(event, 'pipeline')} / ${of(event, 'step')} at ${of(event, 'gate')}`
const byBypass = (event: JsonRecord) => (field(event, 'bypass') === null ? line`` : line` by a bypass`)
const because = (text: string | null) => (text ? line`: ${text}` : line``)
const count = (event: JsonRecord, name: string) => (Array.isArray(event[name]) ? event[name].length : 0)

const ended =
  (tone: Tone): Says =>
  (event) => [tone, of(event, 'type'), line`${lockIn(event)}${because(field(event, 'reason'))}`]

const modeTones: Readonly<Record<string, Tone>> = { released: 'green', blocked: 'red', default: 'blue' }

/** A sentence for each kind of event. An event of a newer link is told by its name. */
const sentences: Readonly<Record<string, Says>> = {
  'gate-added': (event) => ['dim', 'gate added', line`${of(event, 'gate')}`],
  'policy-changed': (event) => ['yellow', 'policy changed', line`of ${of(event, 'gate')}`],
  locked: (event) => ['blue', 'asks', line`${asked(event)}, lock ${of(event, 'lock')}`],
  refused: (event) => ['red', 'refused', line`${asked(event)}: ${of(event, 'held_by')} is blocked`],
  voted: (event) => ['green', 'approves', line`${lockIn(event)}${because(field(event, 'note'))}`],
  unlocked: (event) => ['green', 'unlocks', line`${lockIn(event)}${byBypass(event)}${because(field(event, 'note'))}`],
  claimed: (event) => ['green', 'passes', line`${lockIn(event)}${byBypass(event)}`],
  'bypass-asked': (event) => [
    'yellow',
    'asks for a bypass',
    line`of ${asked(event)}${because(field(event, 'reason'))}`,
  ],
  'bypass-granted': (event) => [
    'yellow',
    'grants a bypass',
    line`to ${asked(event)}${because(field(event, 'reason'))}`,
  ],
  'bypass-ended': (event) => ['dim', 'bypass ended', line`at ${of(event, 'gate')}: nobody used it`],
  rejected: ended('red'),
  expired: ended('yellow'),
  cancelled: ended('yellow'),
  superseded: ended('yellow'),
  'lights-tested': (event) => ['dim', 'tries lights', line`of ${of(event, 'gadget')}`],
  nudged: (event) => ['blue', 'nudges', lockIn(event)],
  warned: (event) => ['yellow', 'soon expires', lockIn(event)],
  'mode-changed': (event) => {
    const killed = count(event, 'killed')
    const ends = killed === 0 ? line`` : line`, ends ${killed} ${killed === 1 ? 'lock' : 'locks'}`
    const to = of(event, 'to')
    return [modeTones[to] ?? 'dim', to, line`${of(event, 'gate')}${ends}${because(field(event, 'reason'))}`]
  },
  used: (event) => ['dim', 'used', lockIn(event)],
  'context-forgotten': (event) => ['dim', 'context forgotten', line`of ${lockIn(event)}`],
  done: (event) => ['dim', of(event, 'outcome'), lockIn(event)],
  guarded: (event) => ['dim', `guard ${of(event, 'state')}`, line`at ${of(event, 'gate')}`],
  unchanged: (event) => ['dim', 'said again', line`at ${of(event, 'gate')}`],
  'access-changed': (event) => [
    'yellow',
    `${of(event, 'kind')} ${of(event, 'change')}`,
    line`${of(event, 'name')}, at ${of(event, 'gate')}`,
  ],
  'key-changed': (event) => [
    'yellow',
    'signing key changed',
    line`to ${of(event, 'key')}${field(event, 'endorsement') === null ? line`, without the word of the key before` : line``}`,
  ],
  'press-refused': (event) => [
    'red',
    'press refused',
    line`at ${of(event, 'gate')}${because(field(event, 'message'))}`,
  ],
}

const unknown: Says = (event) => ['dim', of(event, 'type'), line``]

/** One event of the history in one line, its fields named as on the wire. */
export function eventLine(style: Style, event: JsonRecord): Line {
  const by = isRecord(event.by) ? event.by : null
  const type = field(event, 'type') ?? ''
  const says = Object.hasOwn(sentences, type) ? (sentences[type] ?? unknown) : unknown
  const [tone, word, rest] = says(event)
  const time = of(event, 'at').slice(0, 19).replace('T', ' ')
  const via = field(by, 'via')
  const who = line`${field(by, 'name') ?? '?'}${via ? style.dim(` (${via})`) : ''}`
  const number = String(numberField(event, 'sequence') ?? '?').padStart(5)
  return line`${style.dim(`${number}  ${time}`)}  ${who}  ${style[tone](word)}  ${rest}`
}
