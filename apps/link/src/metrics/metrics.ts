import { type Event, effectiveOf, lockOf, type State, valuesOf } from '@boss-deployer/gate'
import type { CallState, Store } from '@boss-deployer/store'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Anchored } from '../anchor/plan.ts'
import type { Clock } from '../clock.ts'
import type { Published } from '../execute/outcome.ts'

/** Gates with figures of their own; those made after them are left out, so that no list of gates can grow the figures. */
const MAX_GATES = 200
const MODES = ['default', 'released', 'blocked'] as const
const CALL_OUTCOMES = ['asked', 'confirmed', 'failed'] as const satisfies CallState[]

export interface Metrics {
  /** Counts what a commit of this link made true; what another link stored is that one's to count. */
  note(published: Published): void
  /** Shows this integration with no call yet: a counter that begins at 1 is an increase that nobody sees. */
  expectCalls(integration: string): void
  /** Counts a try of a call to somebody outside. */
  noteCall(integration: string, state: CallState): void
  /** The same store, whose commits are timed. */
  timed(store: Store): Store
  /** The figures as Prometheus reads them. */
  text(): Promise<string>
}

export interface Watched {
  readonly state: () => State
  readonly clock: Clock
  /** The role of each socket that is open. */
  readonly socketRoles: () => Iterable<string>
  /** How far the anchor is, or null where there is none. */
  readonly anchored: () => Promise<Anchored> | null
}

/** The figures of one link, in a registry of its own. */
export function makeMetrics(watch: () => Watched): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const decisions = new Counter({
    name: 'boss_decisions_total',
    help: 'Locks that were unlocked, claimed or ended, by how and by which way',
    labelNames: ['outcome', 'via'],
    registers,
  })
  const approval = new Histogram({
    name: 'boss_time_to_approve_seconds',
    help: 'From the request to the approval',
    buckets: [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400],
    registers,
  })
  const commits = new Histogram({
    name: 'boss_commit_seconds',
    help: 'From handing events to the store to knowing that they are durable',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  const calls = new Counter({
    name: 'boss_calls_total',
    help: 'Tries of calls to others, by what came of them: confirmed, asked (tried again later) or failed',
    labelNames: ['integration', 'outcome'],
    registers,
  })
  addGauges(registers, watch)

  return {
    note({ isOwn, state, events }) {
      if (!isOwn) return
      for (const event of events) {
        for (const outcome of outcomesOf(event)) decisions.inc({ outcome, via: event.by.via })
        if (event.type !== 'unlocked') continue
        const lock = lockOf(state, event.lock)
        if (lock) approval.observe(Math.max(0, event.at - lock.lockedAt) / 1_000)
      }
    },
    expectCalls(integration) {
      for (const outcome of CALL_OUTCOMES) calls.inc({ integration, outcome }, 0)
    },
    noteCall: (integration, outcome) => calls.inc({ integration, outcome }),
    timed: (store) => ({
      ...store,
      async append(expected, batch) {
        const end = commits.startTimer()
        const appended = await store.append(expected, batch)
        end()
        return appended
      },
    }),
    text: () => registry.metrics(),
  }
}

const ends: ReadonlySet<string> = new Set(['unlocked', 'claimed', 'rejected', 'expired', 'cancelled', 'superseded'])

/** One for each lock that an event decided. */
function outcomesOf(event: Event): readonly string[] {
  if (event.type === 'mode-changed') return event.killed.map(() => 'killed')
  return ends.has(event.type) ? [event.type] : []
}

function addGauges(registers: Registry[], watch: () => Watched): void {
  gauge('boss_gate_mode', 'The effective mode of a gate: 1 for the one that holds', ['gate', 'mode'], (set) => {
    const { state } = watch()
    for (const { path } of gatesShown(state())) {
      const { mode } = effectiveOf(state(), path)
      for (const each of MODES) set({ gate: path, mode: each }, each === mode ? 1 : 0)
    }
  })
  gauge('boss_locks_waiting', 'Locks that wait at a gate', ['gate'], (set) => {
    for (const gate of gatesShown(watch().state())) set({ gate: gate.path }, [...valuesOf(gate.waiting)].length)
  })
  gauge('boss_oldest_lock_seconds', 'How long the oldest lock of a gate has waited', ['gate'], (set) => {
    const { state, clock } = watch()
    for (const { path, waiting } of gatesShown(state())) {
      const since = [...valuesOf(waiting)].map((id) => lockOf(state(), id)?.lockedAt ?? clock())
      set({ gate: path }, since.length === 0 ? 0 : Math.max(0, clock() - Math.min(...since)) / 1_000)
    }
  })
  gauge('boss_sockets', 'Open sockets by role', ['role'], (set) => {
    const counts: Record<string, number> = { pipeline: 0, server: 0, console: 0 }
    for (const role of watch().socketRoles()) counts[role] = (counts[role] ?? 0) + 1
    for (const [role, count] of Object.entries(counts)) set({ role }, count)
  })
  gauge('boss_anchor_sequence', 'The sequence of the head that the anchor took last', [], async (set) => {
    const anchored = await watch().anchored()
    if (anchored) set({}, anchored.sequence)
  })
  gauge('boss_anchor_failures', 'Posts to the anchor that failed since it took one', [], async (set) => {
    const anchored = await watch().anchored()
    if (anchored) set({}, anchored.failures)
  })
  gauge('boss_history_sequence', 'The sequence of the last event', [], (set) => set({}, watch().state().sequence))

  function gauge(
    name: string,
    help: string,
    labelNames: readonly string[],
    fill: (set: (labels: Readonly<Record<string, string>>, value: number) => void) => void | Promise<void>,
  ): void {
    const made: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        made.reset()
        await fill((labels, value) => made.set({ ...labels }, value))
      },
    })
  }
}

const gatesShown = (state: State) => [...valuesOf(state.gates)].slice(0, MAX_GATES)
