import type { ReactNode } from 'react'

/** What the page of one lock says. */
export const lock = {
  states: {
    locked: 'Waits',
    unlocked: 'Unlocked, not yet claimed',
  },
  by: 'by',
  timeline: 'What happened',
  mayVote: 'Who may answer',
  nudgeHint: 'Reminds them: on open consoles and in notifications, at most every five minutes.',
  nudged: (age: ReactNode) => <>Nudged {age} ago.</>,
  anybody: 'Whoever may decide at this gate.',
  told: 'Told to others',
  calls: { asked: 'is being told', confirmed: 'confirmed', failed: 'failed' },
  line: 'To send to somebody',
  lineHint: 'Whoever may see this gate can open it.',
  loading: 'Asking the link…',
  notFound: 'There is no such lock, or you may not see its gate.',
  failed: 'The link did not answer.',
  again: 'Try again',
  toNow: 'To what waits now',
}
