import { fc, test } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, vi } from 'vitest'
import type { Session } from '../api/session.ts'
import { emptyLog } from '../history/log.ts'
import { createHub, person } from '../testing/hub.ts'
import { forgetKept, keep, kept } from './kept.ts'
import type { LiveState } from './live.ts'
import { reduce } from './reduce.ts'
import { emptyView } from './view.ts'

const NOW = Date.parse('2026-01-05T09:00:00Z')
const A_DAY_MS = 24 * 60 * 60_000
const session: Session = { subject: 'person:ada', name: 'Ada', grants: [], sequence: 0, clockSkewMs: 0 }

function stateWith(standing: LiveState['standing']): LiveState {
  const hub = createHub()
  hub.run(person('ci'), NOW, { type: 'block', gate: 'root', reason: 'a fire' })
  const message = hub.sync(0)
  const view = reduce(emptyView, { channel: 'sync', message, isFirst: true })
  return { view, log: { ...emptyLog, events: message.events, state: 'read' }, standing }
}
const live = stateWith({ state: 'live' })

describe('what is kept of the page', () => {
  let store: Map<string, string>

  beforeEach(() => {
    store = new Map()
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => store.get(key) ?? null,
      setItem: (key: string, text: string) => void store.set(key, text),
      removeItem: (key: string) => void store.delete(key),
    })
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  test('comes back as it was, with the moment at which it was true', () => {
    keep(session, live, NOW)
    expect(kept(NOW + 60_000)).toEqual({ session, since: NOW, view: live.view, log: live.log })
  })

  test('is as old as the last word of the link, not as the moment at which the page was left', () => {
    keep(session, stateWith({ state: 'away', since: NOW - 5_000 }), NOW)
    expect(kept(NOW)?.since).toBe(NOW - 5_000)
  })

  test('of a page that knew nothing yet, or whose session was over, is nothing', () => {
    keep(session, stateWith({ state: 'connecting' }), NOW)
    keep(session, stateWith({ state: 'ended', error: { code: 'unauthenticated', message: 'over' } }), NOW)
    expect(kept(NOW)).toBeNull()
  })

  test('is not shown after a day, nor by another build, nor once it is forgotten', () => {
    keep(session, live, NOW)
    expect(kept(NOW + A_DAY_MS)).not.toBeNull()
    expect(kept(NOW + A_DAY_MS + 1)).toBeNull()
    for (const [key, text] of store) store.set(key, text.replace('"build":"', '"build":"other'))
    expect(kept(NOW)).toBeNull()
    keep(session, live, NOW)
    forgetKept()
    expect(kept(NOW)).toBeNull()
  })

  test.prop([fc.oneof(fc.string(), fc.json())])('is nothing where somebody else wrote: %s', (text) => {
    keep(session, live, NOW)
    for (const key of store.keys()) store.set(key, text)
    expect(kept(NOW)).toBeNull()
  })

  test('is bounded: of a long history what one sees without asking for more', () => {
    const [event] = live.log.events
    if (!event) throw new Error('the hub told no event')
    const events = Array.from({ length: 200 }, (_, place) => ({ ...event, sequence: 200 - place }))
    keep(session, { ...live, log: { events, more: false, state: 'read' } }, NOW)
    expect(kept(NOW)?.log).toEqual({ events: events.slice(0, 50), more: true, state: 'read' })
  })
})
