import type { PushMessage } from '@boss-deployer/protocol'
import { push as en } from '../words/en/push.ts'
import { push as es } from '../words/es/push.ts'
import type { Outcome } from './answer.ts'

/** A notification with its buttons, which the library of types does not know yet. */
export interface Notice extends NotificationOptions {
  readonly title: string
  readonly actions?: readonly { readonly action: 'unlock' | 'reject'; readonly title: string }[]
  readonly renotify?: boolean
  /** The message that it is about. */
  readonly data: PushMessage
}

export type AboutLock = Exclude<PushMessage, { kind: 'test' }>

const catalogue = { en, es }
const picture = { icon: '/icon.svg' }
const nameOf = ({ pipeline, step }: AboutLock) => `${pipeline} / ${step}`

/** What is shown of a message. All that is shown of one lock takes the place of what was shown of it before. */
export function noticeOf(message: PushMessage): Notice {
  const words = catalogue[message.language]
  const { language: lang } = message
  if (message.kind === 'test')
    return { ...picture, lang, title: words.test, body: words.testWhat, tag: 'test', data: message }
  const base = { ...picture, lang, tag: message.lock, data: message }
  const name = nameOf(message)
  const asks = {
    renotify: true,
    requireInteraction: true,
    actions: [
      { action: 'unlock', title: words.unlock },
      { action: 'reject', title: words.reject },
    ],
  } as const
  switch (message.kind) {
    case 'waits':
      return { ...base, ...asks, title: words.waits(name), body: words.at(message.gate) }
    case 'nudged':
      return { ...base, ...asks, title: words.nudged(name), body: words.reminded(message.gate) }
    case 'ended':
      return { ...base, silent: true, title: words.states[message.state](name), body: words.noMore }
  }
}

/** What came of an answer; null: that is for a page to show. */
export function noticeAfter(outcome: Outcome, message: AboutLock): Notice | null {
  const words = catalogue[message.language]
  const base = { ...picture, lang: message.language, tag: message.lock, data: message }
  const name = nameOf(message)
  switch (outcome.kind) {
    case 'unlocked':
    case 'rejected':
      return { ...base, title: words.states[outcome.kind](name) }
    case 'voted':
      return { ...base, title: words.voted(name, outcome.votes, outcome.needed) }
    case 'refused': {
      const refusals: Readonly<Record<string, string>> = words.refusals
      return { ...base, title: words.refused(name), body: refusals[outcome.code] ?? words.refusedElse }
    }
    case 'signed-out':
      return { ...base, title: words.signIn, body: words.signInWhat }
    case 'unsure':
      return { ...base, title: words.unsure, body: words.unsureWhat(name) }
    case 'page':
      return null
  }
}
