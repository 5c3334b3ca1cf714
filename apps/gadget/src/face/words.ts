import type { ButtonName, Deed, FaceState } from './state.ts'

/** What the page says in large letters, and one sentence below it. */
export interface Words {
  readonly headline: string
  readonly detail: string
  /** What is read aloud when it changes. */
  readonly spoken: string
}

/** A duration as a person says it: 42 s, 3 min, 2 h 05 min, 3 days. */
export function sayDuration(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
  return `${Math.floor(hours / 24)} days`
}

/** A countdown: 59:48, or 2:03:09. */
export function sayCountdown(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

const acting = { unlock: 'The unlock', release: 'The release', block: 'The block', default: 'The way back' } as const

/** What is true now, in words. What changes every second is not in it. */
export function wordsOf(state: FaceState): Words {
  const words = shownOf(state)
  const about = state.pattern === 'locked' && state.head ? `: ${state.head.pipeline}, ${state.head.step}` : ''
  return { ...words, spoken: `${words.headline}${about}. ${words.detail}` }
}

function shownOf(state: FaceState): Omit<Words, 'spoken'> {
  const { pattern, pressing, head, queue_length: queue } = state
  switch (pattern) {
    case 'seeking':
      return { headline: 'Looking for its server', detail: 'It calls every second until the server answers.' }
    case 'found':
      return { headline: 'Found its server', detail: 'From now on the lights say what is true.' }
    case 'unknown':
      return { headline: 'It cannot know', detail: doubt(state) }
    case 'idle':
      return { headline: 'Nothing waits', detail: 'A pipeline that reaches the gate turns the ring blue.' }
    case 'locked':
      return { headline: 'Waiting for you', detail: waitingFor(head, queue) }
    case 'released':
      return { headline: 'Everything passes', detail: 'The gate is released: pipelines do not stop here.' }
    case 'blocked':
      return { headline: 'Nothing passes', detail: 'The gate is blocked: every pipeline that comes ends here.' }
    case 'default':
      return { headline: 'Back to asking', detail: 'Each pipeline waits for your press again.' }
    case 'pressing':
      return { headline: 'On its way', detail: `${acting[pressing ?? 'unlock']} goes to the link.` }
    case 'refused':
      return { headline: 'Refused', detail: 'The link did not take this press. Nothing has changed.' }
    case 'test':
      return { headline: 'Trying its lights', detail: 'Each in red, green and blue, as somebody asked at the console.' }
    case 'ignored':
      return { headline: 'Not taken', detail: 'Nothing was there for half a second that this press could answer.' }
  }
}

function doubt({ server, link, gate }: FaceState): string {
  const kept = 'An unlock of what is shown and a block are kept and delivered later.'
  if (!server) return 'The server is not heard. What is shown may be old.'
  return link ? `The server speaks of another gate than ${gate}.` : `The server does not hear the link. ${kept}`
}

function waitingFor(head: FaceState['head'], queue: number): string {
  if (!head) return ''
  if (queue < 2) return `${head.by} asks.`
  return `${head.by} asks. ${queue - 1} more ${queue === 2 ? 'waits' : 'wait'} behind it.`
}

/** Whether the server and the link are heard, in words. */
export function connectionOf({ server, link }: FaceState): { readonly server: string; readonly link: string } {
  if (!server) return { server: 'server not heard', link: 'link unknown' }
  return { server: 'server heard', link: link ? 'link heard' : 'link not heard' }
}

const holding: Readonly<Record<ButtonName, { readonly before: string; readonly after: string }>> = {
  unlock: { before: 'Let go: unlock. Keep holding: back to default', after: 'Back to default' },
  release: { before: 'Keep holding to release', after: 'Released: let go' },
  block: { before: 'Keep holding to block', after: 'Blocked: let go' },
}

/** What the button under the finger will do. */
export function hintWhileHeld({ holds }: FaceState): string | null {
  const [hold] = holds
  if (!hold) return null
  if (hold.did === 'nothing') return 'Another press is still on its way'
  return hold.did ? holding[hold.button].after : holding[hold.button].before
}

const whyNot = {
  sent: null,
  'too short': 'Too short: nothing was pressed',
  'nothing waits': 'Nothing waits: there is nothing to unlock',
  'too young': 'It came only now: look at it, then press again',
  busy: 'Another press is still on its way',
  'worn out': 'Start the gadget anew: it has counted all the presses it can',
} as const

/** What the last press did, where the lights do not say it. */
export const sayDeed = ({ why }: Deed): string | null => (why ? whyNot[why] : null)
