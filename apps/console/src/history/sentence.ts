import type { Tone } from '../show/tone.ts'
import { counted } from '../show/words.ts'
import type { EventView } from '../view/view.ts'
import { numberIn, recordsIn, textIn, textsIn, timeIn } from './event.ts'
import { lockName } from './lock-name.ts'

/** A piece of a sentence: our own words, or a stranger's text, which is shown apart from them. */
export type Part =
  | string
  | { readonly said: string; readonly kind: 'who' | 'lock' | 'gate' }
  | { readonly time: number }

export interface Sentence {
  readonly tone: Tone
  readonly parts: readonly Part[]
  /** What somebody wrote with it: a reason or a note. */
  readonly words: string | null
  readonly via: string | null
}

/** What a lock is called, by its uuid: `shop / deploy`. */
export type LockNames = ReadonlyMap<string, string>

/** The names of the locks that these events ask for, beside those known already. */
export function namesIn(events: readonly EventView[], known: LockNames = new Map()): LockNames {
  const asked = events.flatMap((event): readonly (readonly [string, string])[] => {
    const [uuid, pipeline, step] = [textIn(event, 'lock'), textIn(event, 'pipeline'), textIn(event, 'step')]
    return uuid !== null && pipeline !== null && step !== null ? [[uuid, lockName({ pipeline, step })]] : []
  })
  return new Map([...known, ...asked])
}

// How pipelines ask and the link acts: no news.
const ordinary: ReadonlySet<string> = new Set(['socket', 'release', 'link'])

const who = (said: string): Part => ({ said, kind: 'who' })

/** What happened, in a sentence. An event of a kind that is not known here is named by its kind. */
export function sentenceOf(event: EventView, names: LockNames): Sentence {
  const { tone, parts } = told(event, names)
  const words = textIn(event, 'reason') ?? textIn(event, 'note')
  const { via } = event.by
  return { tone, parts, words: words === '' ? null : words, via: ordinary.has(via) ? null : via }
}

function told(event: EventView, names: LockNames): Pick<Sentence, 'tone' | 'parts'> {
  const by = who(event.by.name)
  const gate: Part = { said: textIn(event, 'gate') ?? 'root', kind: 'gate' }
  const uuid = textIn(event, 'lock')
  const lock: Part = { said: (uuid && names.get(uuid)) ?? `lock ${uuid?.slice(0, 8) ?? ''}`, kind: 'lock' }
  switch (event.type) {
    case 'locked': {
      const asker = textIn(event, 'requestedBy')
      return { tone: 'waiting', parts: [asker === null ? by : who(asker), ' asked for ', lock, ' at ', gate] }
    }
    case 'refused': {
      const holder: Part = { said: textIn(event, 'heldBy') ?? '', kind: 'gate' }
      return { tone: 'blocked', parts: [asker(event), ' was refused: ', holder, ' is blocked'] }
    }
    case 'voted':
      return { tone: 'waiting', parts: [by, ' voted for ', lock, ` (${numberIn(event, 'needed') ?? '?'} are needed)`] }
    case 'unlocked':
      return { tone: 'released', parts: unlocked(event, lock) }
    case 'claimed':
      return { tone: 'released', parts: [lock, ' passed ', gate, ...(isBypass(event) ? [' by a bypass'] : [])] }
    case 'bypass-asked':
      return { tone: 'waiting', parts: [by, ' asked for a bypass of ', gate, ' for ', asker(event)] }
    case 'bypass-granted':
      return { tone: 'released', parts: [by, ' granted a bypass of ', gate, ' to ', asker(event)] }
    case 'bypass-ended':
      return { tone: 'default', parts: ['A bypass of ', gate, ' ended: nobody used it'] }
    case 'rejected':
      return { tone: 'blocked', parts: [by, ' rejected ', lock] }
    case 'expired':
      return { tone: 'default', parts: [lock, ' expired'] }
    case 'cancelled':
      return { tone: 'default', parts: [by, ' cancelled ', lock] }
    case 'superseded':
      return { tone: 'default', parts: [lock, ' was superseded'] }
    case 'warned':
      return { tone: 'default', parts: [lock, ' expires soon'] }
    case 'mode-changed':
      return turned(event, by, gate)
    case 'gate-added':
      return { tone: 'default', parts: [by, ' added the gate ', gate] }
    case 'policy-changed':
      return { tone: 'default', parts: [by, ' changed the policy of ', gate] }
    case 'used':
      return { tone: 'default', parts: [by, ' used the approval of ', lock] }
    case 'context-forgotten':
      return { tone: 'default', parts: [by, ' had the context of ', lock, ' forgotten'] }
    case 'done':
      return { tone: 'default', parts: [lock, ` ended: ${textIn(event, 'outcome') ?? 'unknown'}`] }
    case 'guarded':
      return { tone: 'default', parts: ['A guarded command at ', gate, ` is ${textIn(event, 'state') ?? 'unknown'}`] }
    case 'unchanged':
      return { tone: 'default', parts: [by, ' asked for what was so already at ', gate] }
    case 'key-changed': {
      const by = textIn(event, 'endorsement') === null ? 'without the word of the key before' : 'by the key before'
      return { tone: 'away', parts: ['The record is signed by another key, ', by, ': ', textIn(event, 'key') ?? ''] }
    }
    case 'access-changed': {
      const [kind, change] = [textIn(event, 'kind') ?? 'access', textIn(event, 'change') ?? 'changed']
      return { tone: 'default', parts: [by, ` ${change} the ${kind} `, who(textIn(event, 'name') ?? ''), ' at ', gate] }
    }
    case 'press-refused':
      return { tone: 'away', parts: ['A press of ', by, ' was refused: ', textIn(event, 'message') ?? ''] }
    default:
      return { tone: 'default', parts: [by, `: ${event.type}`] }
  }
}

const isBypass = (event: EventView): boolean => textIn(event, 'bypass') !== null

const asker = (event: EventView): Part => ({
  said: lockName({ pipeline: textIn(event, 'pipeline') ?? '', step: textIn(event, 'step') ?? '' }),
  kind: 'lock',
})

function unlocked(event: EventView, lock: Part): readonly Part[] {
  const votes = recordsIn(event, 'votes')
  const names = votes.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
  if (votes.some(({ via }) => via === 'release')) return [lock, ' was unlocked, ', who(names.join(', '))]
  const end = isBypass(event) ? [' by a bypass'] : []
  return [who(names.length > 0 ? names.join(', ') : event.by.name), ' unlocked ', lock, ...end]
}

function turned(event: EventView, by: Part, gate: Part): Pick<Sentence, 'tone' | 'parts'> {
  const to = textIn(event, 'to')
  if (to === 'released') {
    const until = timeIn(event, 'until')
    const end: readonly Part[] = until === null ? [] : [' until ', { time: until }]
    return { tone: 'released', parts: [by, ' released ', gate, ...end] }
  }
  if (to === 'blocked') {
    const killed = textsIn(event, 'killed').length
    const end = killed === 0 ? [] : [`, which killed ${counted(killed, 'lock', 'locks')}`]
    return { tone: 'blocked', parts: [by, ' blocked ', gate, ...end] }
  }
  const isByItself = event.by.via === 'link'
  return { tone: 'default', parts: isByItself ? [gate, ' returned to default'] : [by, ' set ', gate, ' to default'] }
}
