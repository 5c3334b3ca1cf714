import { lockOf } from '@boss-deployer/gate'
import { parse, pushMessage } from '@boss-deployer/protocol'
import type { Store } from '@boss-deployer/store'
import type { VapidKeys } from 'web-push'
import { type Integration, outcomeOfStatus, type PlannedCall } from '../calls/integration.ts'
import type { BrowserRow } from '../people/tables.ts'
import type { Browsers } from './browsers.ts'
import { sealed } from './sealed.ts'
import { mayAnswer, newsOf } from './told.ts'

/** An operator's own integrations have no space in their names. */
export const PUSH = 'web push'
const GIVE_UP_AFTER_MS = 60 * 60_000
const TEST_FOR_MS = 60_000
const MAX_TOLD = 500
/** A lock's calls of which those to browsers are looked for. */
const MAX_CALLS = 500

interface PushParts {
  readonly browsers: Browsers
  readonly store: Pick<Store, 'calls'>
  readonly keys: () => Promise<VapidKeys>
  /** Push services that may be called. */
  readonly services: readonly string[]
  /** Whom a push service may turn to (RFC 8292, 2.1): an https or mailto address. */
  readonly contact: () => string
}

const whats = {
  waits: (name: string) => `tell ${name} that it waits`,
  nudged: (name: string) => `remind ${name} that it waits`,
  ended: (name: string) => `tell ${name} that it waits no more`,
} as const

/** Tells people in their browsers what they may answer, and that they need not any more. A message gives no right. */
export function makePush({ browsers, store, keys, services, contact }: PushParts): Integration {
  /** Who was told that a lock waits. */
  async function toldOf(lock: string): Promise<ReadonlySet<string>> {
    const calls = await store.calls.list({ gate: null, lock }, null, MAX_CALLS)
    return new Set(calls.flatMap(({ integration, data }) => (integration === PUSH ? (data.browser ?? []) : [])))
  }

  return {
    name: PUSH,
    origins: services,
    async plan(event, { locks, state }) {
      const planned: PlannedCall[] = []
      for (const { kind, lock: id } of newsOf(event)) {
        const lock = locks.get(id)?.lock
        if (!lock) continue
        const known = kind === 'ended' ? await toldOf(id) : null
        if (known?.size === 0) continue
        for (const { browser, principal } of await browsers.told()) {
          if (known ? !known.has(browser.id) : !mayAnswer(principal, lock, state)) continue
          planned.push({
            ...{ key: `${kind}-${id}-${browser.id}`, gate: lock.gate, lock: id, what: whats[kind](principal.name) },
            data: {
              ...{ kind, browser: browser.id, lock: id, gate: lock.gate, pipeline: lock.pipeline, step: lock.step },
              ...{ language: browser.language, state: lock.state },
            },
            giveUpAfterMs: GIVE_UP_AFTER_MS,
          })
        }
      }
      return planned.slice(0, MAX_TOLD)
    },
    async request({ data }, _, state) {
      const told = await browsers.find(data.browser ?? '')
      const message = parse(pushMessage, data)
      if (!told || !message.ok) return null
      const { kind } = message.value
      if ((kind === 'waits' || kind === 'nudged') && lockOf(state, message.value.lock)?.state !== 'locked')
        return { state: 'confirmed', said: 'it waits no more' }
      return sealed(message.value, told.browser, { keys: await keys(), contact: contact() })
    },
    async outcomeOf(answer, call) {
      if (answer.status !== 404 && answer.status !== 410) return outcomeOfStatus(answer)
      // RFC 8030, 7.3: the subscription is no more.
      await browsers.remove(call.data.browser ?? '')
      return { state: 'failed', said: 'this browser takes no more: it is forgotten' }
    },
  }
}

/** The call of a test, which nothing follows from. */
export const testCall = ({ id, language }: BrowserRow, name: string, nonce: string): PlannedCall => ({
  ...{ key: `test-${id}-${nonce}`, gate: 'root', lock: null, what: `try to tell ${name}` },
  ...{ data: { kind: 'test', browser: id, language }, giveUpAfterMs: TEST_FOR_MS },
})
