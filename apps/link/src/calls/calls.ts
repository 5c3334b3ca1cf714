import type { State } from '@boss-deployer/gate'
import type { CallRow, CallState, Store } from '@boss-deployer/store'
import { parseEvent } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'
import { afterTry, givenBack, newCall, newCallAfter, sequenceText, takenCall } from './course.ts'
import type { Decided } from './decided.ts'
import type { CallOutcome, Integration, PlannedCall } from './integration.ts'
import { makePasses } from './passes.ts'
import type { Send } from './send.ts'
import { viewOf } from './view.ts'

/** How far the record has been looked through, for all links of the store. */
const NOTE = 'calls'
const PAGE = 200
/** Calls under way at once to one integration: a slow one holds up no other. */
const MAX_UNDER_WAY = 16
const KEPT_FOR_MS = 90 * 24 * 60 * 60_000
const FORGET_EVERY_MS = 60 * 60_000

/** Calls to others that follow the record. */
export interface CallsOut {
  /** Makes a call that no event leads to. */
  add(integration: string, planned: PlannedCall): Promise<void>
  /** The record has grown. Whoever decides does not wait for it. */
  wake(): void
  /** Tries what is due. */
  tick(): void
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface CallsParts {
  readonly store: Pick<Store, 'calls' | 'notes' | 'head' | 'history' | 'lock' | 'context' | 'lastListed'>
  readonly state: () => State
  readonly integrations: readonly Integration[]
  readonly send: Send
  readonly decided: Decided
  readonly clock: Clock
  /** How a call stands after a try. */
  readonly onTried?: (integration: string, state: CallState) => void
  readonly onError: (error: unknown) => void
}

/**
 * At least once: the calls of an event are stored before the record counts as looked through, and a call is over when
 * its answer is stored. Its id is made of the event's, so that several links which look at once store it once.
 * Whoever is called for the first time hears of what happens from now on.
 */
export async function openCalls({
  store,
  state,
  integrations,
  send,
  decided,
  clock,
  onTried,
  onError,
}: CallsParts): Promise<CallsOut> {
  const closing = new AbortController()
  const underWay = new Map(integrations.map(({ name }) => [name, new Set<Promise<void>>()]))
  const sendFor = ({ origins }: Integration, outgoing: Parameters<Send>[0]) =>
    send(outgoing, { origins, closing: closing.signal })
  const passes = makePasses(sendFor, clock)
  let running: Promise<void> | null = null
  let isWanted = false
  let forgottenAt = clock()
  await store.notes.swap(NOTE, null, String((await store.head()).sequence))

  /** Stores the calls of events that nobody has looked at yet. */
  async function lookThrough(): Promise<void> {
    while (!closing.signal.aborted) {
      const known = await store.notes.get(NOTE)
      const page = await store.history(Number(known), PAGE)
      const last = page.at(-1)
      if (!last) return
      for (const stored of page) {
        const event = parseEvent(stored)
        const view = await viewOf(event, state(), store)
        for (const integration of integrations)
          for (const { lock } of await wantedBy(() => integration.claims?.(event, view))) await decided.claim(lock)
        const calls: CallRow[] = []
        for (const integration of integrations) {
          const origin = { sequence: sequenceText(stored.sequence), integration: integration.name, askedAt: event.at }
          for (const planned of await wantedBy(() => integration.plan(event, view)))
            calls.push(newCall(planned, origin))
        }
        if (calls.length > 0) await store.calls.add(calls)
      }
      await store.notes.swap(NOTE, known, String(last.sequence))
    }
  }

  async function wantedBy<T>(ask: () => readonly T[] | Promise<readonly T[]> | undefined): Promise<readonly T[]> {
    try {
      return (await ask()) ?? []
    } catch (error) {
      onError(error)
      return []
    }
  }

  async function begin(integration: Integration): Promise<void> {
    const busy = underWay.get(integration.name) ?? new Set()
    const free = MAX_UNDER_WAY - busy.size
    if (free <= 0) return
    for (const call of await store.calls.due(integration.name, clock(), free)) {
      const taken = takenCall(call, clock())
      if (!(await store.calls.swap(call, taken))) continue
      const one: Promise<void> = make(integration, { ...taken, turn: call.turn + 1 })
        .catch(onError)
        .finally(() => {
          busy.delete(one)
          wake()
        })
      busy.add(one)
    }
  }

  async function make(integration: Integration, call: CallRow): Promise<void> {
    const outcome = await tryOnce(integration, call)
    const now = clock()
    if (outcome === null) {
      await store.calls.swap(call, givenBack(call, now))
      return
    }
    const more = (outcome.more ?? []).map((planned) => newCallAfter(call, planned, now))
    if (more.length > 0) await store.calls.add(more)
    if (outcome.supervised) await decided.record(call, outcome.supervised)
    const after = afterTry(call, outcome, now)
    if (await store.calls.swap(call, after)) onTried?.(call.integration, after.state)
    if (after.state === 'failed') onError(new Error(`${call.integration} did not ${call.what}: ${after.said ?? ''}`))
  }

  /** Null: the link stops, and it is not known what came of it. */
  async function tryOnce(integration: Integration, call: CallRow): Promise<CallOutcome | null> {
    if (clock() > call.givesUpAt) return { state: 'failed', said: call.said ?? 'its time was over' }
    try {
      const pass = await passes.get(integration, call)
      const outgoing = await integration.request(call, pass, state())
      if (outgoing === null) return { state: 'failed', said: 'the settings have changed since' }
      if ('state' in outgoing) return outgoing
      const answer = await sendFor(integration, outgoing)
      if (answer.status === 401) passes.drop(integration, call)
      return await integration.outcomeOf(answer, call)
    } catch (error) {
      return closing.signal.aborted ? null : { state: 'asked', said: reasonOf(error) }
    }
  }

  async function forgetOld(): Promise<void> {
    if (clock() - forgottenAt < FORGET_EVERY_MS) return
    forgottenAt = clock()
    await store.calls.forget(clock() - KEPT_FOR_MS)
  }

  async function run(): Promise<void> {
    while (isWanted && !closing.signal.aborted) {
      isWanted = false
      await lookThrough()
      for (const integration of integrations) await begin(integration)
      await forgetOld()
    }
  }

  function wake(): void {
    isWanted = true
    if (closing.signal.aborted) return
    running ??= run()
      .catch(onError)
      .finally(() => {
        running = null
        if (isWanted) queueMicrotask(wake)
      })
  }

  async function settled(): Promise<void> {
    const busy = () => [...underWay.values()].flatMap((calls) => [...calls])
    while (running || busy().length > 0) await Promise.all([running, ...busy()])
  }

  return {
    async add(integration, planned) {
      const sequence = sequenceText(state().sequence)
      await store.calls.add([newCall(planned, { sequence, integration, askedAt: clock() })])
      wake()
    },
    wake,
    tick: wake,
    settled,
    async close() {
      closing.abort()
      await settled()
    },
  }
}

/** What went wrong below an error of `fetch`, which itself says only that it failed. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
