import type { HistoryPage } from '../api/history.ts'
import { emptyLog, type Log, oldestOf, withNewer, withOlder } from '../history/log.ts'
import type { Kept } from './kept.ts'
import { reduce } from './reduce.ts'
import { type EventView, emptyView, type Told, type View, viewChannels } from './view.ts'
import type { Connection, Link, Result, WireError } from './wire.ts'

/** How the page stands with the link. `away`: what is shown is the last known state. `ended`: the session is over. */
export type Standing =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'away'; readonly since: number }
  | { readonly state: 'ended'; readonly error: WireError }

export interface LiveState {
  readonly view: View
  readonly standing: Standing
  readonly log: Log
}

/** The one place where the page's state lives: what the link says goes in, snapshots come out. */
export interface Live {
  readonly client: Pick<Link, 'send'>
  readonly snapshot: () => LiveState
  readonly subscribe: (listener: () => void) => () => void
  readonly readOlder: () => Promise<void>
  readonly close: () => void
}

export interface LiveOptions {
  readonly link: Pick<Link, 'send' | 'on' | 'onConnection' | 'close'>
  readonly readHistory: (before: number | null) => Promise<Result<HistoryPage, WireError>>
  /** The sequence from which events are of interest: those before are read as history. */
  readonly sequence: number
  readonly now: () => number
  /** What was true before, for the time in which the link is away. */
  readonly kept?: Pick<Kept, 'view' | 'log' | 'since'> | null | undefined
}

// Messages tell at once what changed; a sync soon after tells what they leave out, and heals what was lost.
const SYNC_AFTER_MS = 200
const SYNC_AGAIN_MS = 2_000
const MOST_PAGES = 4

/** Listens to the link until `close`. */
export function openLive({ link, readHistory, sequence, now, kept = null }: LiveOptions): Live {
  let state: LiveState =
    kept === null
      ? { view: emptyView, standing: { state: 'connecting' }, log: emptyLog }
      : { view: kept.view, standing: { state: 'away', since: kept.since }, log: kept.log }
  let after = kept?.view.sequence ?? sequence
  let isConnected = false
  let isFirst = true
  let isSyncing = false
  // Which connection this is: an answer to an earlier one does not count.
  let visit = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  function set(change: Partial<LiveState>) {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function hear(told: Told) {
    const view = reduce(state.view, told)
    if (view !== state.view) set({ view })
  }

  function syncIn(ms: number) {
    clearTimeout(timer)
    timer = setTimeout(() => void sync(), ms)
  }

  async function sync() {
    if (!isConnected || isSyncing) return
    isSyncing = true
    const mine = visit
    const answer = await pages()
    isSyncing = false
    if (mine !== visit) return syncIn(0)
    if (!answer) return syncIn(SYNC_AGAIN_MS)
    const { message, events, isComplete } = answer
    const log = withNewer(isComplete ? state.log : emptyLog, isComplete ? events : [])
    const isOlder = !isFirst && message.sequence < state.view.sequence
    const view = reduce(state.view, { channel: 'sync', message: { ...message, events }, isFirst })
    after = Math.max(message.sequence, lastOf(events, 0))
    isFirst = false
    set({ view, log, standing: { state: 'live' } })
    if (isOlder) syncIn(SYNC_AFTER_MS)
    if (log.state === 'unread') await readOlder()
  }

  /** The present and all events up to it; incomplete when these are too many, so that the record is read anew. */
  async function pages() {
    const events: EventView[] = []
    for (let count = 0; count < MOST_PAGES; count += 1) {
      const answer = await link.send('sync', { after: lastOf(events, after) })
      if (!answer.ok) return null
      events.push(...answer.value.events)
      const { more } = answer.value
      const isStuck = answer.value.events.length === 0 || count === MOST_PAGES - 1
      if (!more || isStuck) return { message: answer.value, events, isComplete: !more }
    }
    return null
  }

  async function readOlder() {
    if (state.log.state === 'reading') return
    const before = oldestOf(state.log)
    const { log } = state
    set({ log: { ...log, state: 'reading' } })
    const page = await readHistory(before)
    if (page.ok) set({ log: withOlder(state.log, page.value) })
    else set({ log: { ...state.log, state: log.state === 'unread' ? 'unread' : 'failed' } })
  }

  function onConnection(connection: Connection) {
    isConnected = connection.state === 'connected'
    isFirst = true
    visit += 1
    if (connection.state === 'connected') return void sync()
    clearTimeout(timer)
    if (connection.state === 'refused') return set({ standing: { state: 'ended', error: connection.error } })
    if (state.standing.state !== 'away') set({ standing: { state: 'away', since: now() } })
  }

  for (const channel of viewChannels) {
    link.on(channel, (message) => {
      hear({ channel, message } as Told)
      syncIn(SYNC_AFTER_MS)
    })
  }
  link.onConnection(onConnection)

  return {
    client: link,
    snapshot: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    readOlder,
    close() {
      isConnected = false
      clearTimeout(timer)
      void link.close()
    },
  }
}

const lastOf = (events: readonly EventView[], otherwise: number): number => events.at(-1)?.sequence ?? otherwise
