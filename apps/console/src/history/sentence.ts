import type { Tone } from '../show/tone.ts'
import type { EventView } from '../view/view.ts'
import type { EventsWords } from '../words/en/events.ts'
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
export function sentenceOf(event: EventView, names: LockNames, say: EventsWords): Sentence {
  const { tone, parts } = told(event, names, say)
  const words = textIn(event, 'reason') ?? textIn(event, 'note')
  const { via } = event.by
  return { tone, parts, words: words === '' ? null : words, via: ordinary.has(via) ? null : via }
}

type Told = Pick<Sentence, 'tone' | 'parts'>

function told(event: EventView, names: LockNames, say: EventsWords): Told {
  const by = who(event.by.name)
  const gate: Part = { said: textIn(event, 'gate') ?? 'root', kind: 'gate' }
  const uuid = textIn(event, 'lock')
  const lock: Part = { said: (uuid && names.get(uuid)) ?? say.lock(uuid?.slice(0, 8) ?? ''), kind: 'lock' }
  switch (event.type) {
    case 'locked': {
      const asker = textIn(event, 'requestedBy')
      return { tone: 'waiting', parts: say.asked(asker === null ? by : who(asker), lock, gate) }
    }
    case 'refused':
      return {
        tone: 'blocked',
        parts: say.refused(asker(event), { said: textIn(event, 'heldBy') ?? '', kind: 'gate' }),
      }
    case 'voted':
      return { tone: 'waiting', parts: say.voted(by, lock, String(numberIn(event, 'needed') ?? '?')) }
    case 'unlocked':
      return { tone: 'released', parts: unlocked(event, lock, say) }
    case 'claimed':
      return { tone: 'released', parts: [...say.passed(lock, gate), ...(isBypass(event) ? [say.byBypass] : [])] }
    case 'bypass-asked':
      return { tone: 'waiting', parts: say.bypassAsked(by, gate, asker(event)) }
    case 'bypass-granted':
      return { tone: 'released', parts: say.bypassGranted(by, gate, asker(event)) }
    case 'bypass-ended':
      return quiet(say.bypassEnded(gate))
    case 'rejected':
      return { tone: 'blocked', parts: say.rejected(by, lock) }
    case 'expired':
      return quiet(say.expired(lock))
    case 'cancelled':
      return quiet(say.cancelled(by, lock))
    case 'superseded':
      return quiet(say.superseded(lock))
    case 'lights-tested':
      return quiet(say.lightsTested(by, who(textIn(event, 'gadget') ?? '')))
    case 'nudged':
      return quiet(say.nudged(by, lock))
    case 'warned':
      return quiet(say.warned(lock))
    case 'mode-changed':
      return turned(event, { by, gate }, say)
    case 'gate-added':
      return quiet(say.gateAdded(by, gate))
    case 'policy-changed':
      return quiet(say.policyChanged(by, gate))
    case 'used':
      return quiet(say.used(by, lock))
    case 'context-forgotten':
      return quiet(say.contextForgotten(by, lock))
    case 'done':
      return quiet(say.done(lock, stateIn(event, 'outcome', say)))
    case 'guarded':
      return quiet(say.guarded(gate, stateIn(event, 'state', say)))
    case 'unchanged':
      return quiet(say.unchanged(by, gate))
    case 'key-changed':
      return {
        tone: 'away',
        parts: say.keyChanged(textIn(event, 'endorsement') !== null, textIn(event, 'key') ?? ''),
      }
    case 'access-changed': {
      const [kind, change] = [textIn(event, 'kind') ?? 'access', textIn(event, 'change') ?? 'changed']
      const name = who(textIn(event, 'name') ?? '')
      return quiet(say.accessChanged(by, say.changes[change] ?? change, say.kinds[kind] ?? kind, name, gate))
    }
    case 'press-refused':
      return { tone: 'away', parts: say.pressRefused(by, textIn(event, 'message') ?? '') }
    default:
      return quiet([by, `: ${event.type}`])
  }
}

const quiet = (parts: readonly Part[]): Told => ({ tone: 'default', parts })

function stateIn(event: EventView, name: string, say: EventsWords): string {
  const state = textIn(event, name)
  return state === null ? say.unknown : (say.states[state] ?? state)
}

const isBypass = (event: EventView): boolean => textIn(event, 'bypass') !== null

const asker = (event: EventView): Part => ({
  said: lockName({ pipeline: textIn(event, 'pipeline') ?? '', step: textIn(event, 'step') ?? '' }),
  kind: 'lock',
})

function unlocked(event: EventView, lock: Part, say: EventsWords): readonly Part[] {
  const votes = recordsIn(event, 'votes')
  const names = votes.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
  if (votes.some(({ via }) => via === 'release')) return say.wasUnlocked(lock, who(names.join(', ')))
  const by = who(names.length > 0 ? names.join(', ') : event.by.name)
  return [...say.unlocked(by, lock), ...(isBypass(event) ? [say.byBypass] : [])]
}

interface Turn {
  readonly by: Part
  readonly gate: Part
}

function turned(event: EventView, { by, gate }: Turn, say: EventsWords): Told {
  const to = textIn(event, 'to')
  if (to === 'released') {
    const until = timeIn(event, 'until')
    return {
      tone: 'released',
      parts: [...say.released(by, gate), ...(until === null ? [] : say.until({ time: until }))],
    }
  }
  if (to === 'blocked') {
    const killed = textsIn(event, 'killed').length
    return { tone: 'blocked', parts: [...say.blocked(by, gate), ...(killed === 0 ? [] : [say.killing(killed)])] }
  }
  return quiet(event.by.via === 'link' ? say.returned(gate) : say.setToDefault(by, gate))
}
