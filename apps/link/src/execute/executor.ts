import { advance, apply, type Command, forgetClosed, restore, type State } from '@boss-deployer/gate'
import type { Store, StoredContext } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'
import { type Batch, batchOf } from './batch.ts'
import { catchUp } from './catch-up.ts'
import { loadNamed } from './load.ts'
import { type Outcome, outcomeOf, type Published, unavailable } from './outcome.ts'

/** Commands waiting for a decision; more are refused. */
const MAX_QUEUED = 10_000
/** Commands stored in one transaction. */
const MAX_BATCH = 1_000
/** How often a batch is decided again when another writer came first: with two rivals nearly always enough. */
const MAX_TRIES = 30
/** Who lost that often decides half as much at once: a small batch is decided before a quicker rival comes again. */
const TRIES_BEFORE_LESS = 4

interface Item {
  readonly command: Command
  readonly context: StoredContext | null
  /** Called once the outcome is stored, before its events are published. */
  readonly settle: (outcome: Outcome) => void
}

export interface ExecuteOptions {
  readonly context?: StoredContext | null
  /** Runs after the commit and before the events are published: what it subscribes misses nothing. */
  readonly onStored?: (outcome: Outcome) => void
}

export interface Executor {
  /** The only road from any message to the store. Answers after the commit. */
  execute(command: Command, options?: ExecuteOptions): Promise<Outcome>
  /** The present state with everything that is due by now decided, confirmed against the store; null: it cannot be known. */
  present(): Promise<State | null>
  /** The committed state in memory, for messages that decide nothing. */
  state(): State
  /** Decides what is due by now. */
  tick(): Promise<void>
  /** Stores what is queued and takes nothing more. */
  close(): Promise<void>
}

export interface ExecutorParts {
  readonly store: Store
  readonly clock: Clock
  readonly publish: (published: Published) => void
  readonly onError: (error: unknown) => void
  readonly maxBatch?: number
  /** Lets another writer go first for a moment; by chance, so that two do not stay in step. */
  readonly giveWay?: (tries: number) => Promise<void>
}

/**
 * Group commit: commands that arrive together are decided one after another on a provisional state and stored in
 * one transaction. Nobody is answered before the commit; a failed commit drops the provisional state.
 */
export async function startExecutor({
  store,
  clock,
  publish,
  onError,
  maxBatch = MAX_BATCH,
  giveWay = async () => undefined,
}: ExecutorParts): Promise<Executor> {
  let committed = restore(await store.load())
  /** The record may be further than memory: by other writers, or by a commit that failed without saying whether it happened. */
  let isBehind = false
  let hasNews = false
  let isClosed = false
  let queue: Item[] = []
  let ticks: (() => void)[] = []
  let running: Promise<void> | null = null
  const unfollow = await store.follow((sequence) => {
    if (isClosed || (sequence ?? Infinity) <= committed.sequence) return
    hasNews = true
    isBehind = true
    schedule()
  })

  return { execute, present, state: () => committed, tick, close }

  function execute(command: Command, { context = null, onStored }: ExecuteOptions = {}): Promise<Outcome> {
    if (isClosed || queue.length >= MAX_QUEUED) return Promise.resolve(unavailable(committed))
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        resolve(outcome)
        onStored?.(outcome)
      }
      queue.push({ command, context, settle })
      schedule()
    })
  }

  function tick(): Promise<void> {
    if (isClosed) return Promise.resolve()
    return new Promise((resolve) => {
      ticks.push(resolve)
      schedule()
    })
  }

  async function present(): Promise<State | null> {
    try {
      await tick()
      const { sequence } = await store.head()
      if (committed.sequence < sequence) {
        isBehind = true
        await tick()
      }
      if (committed.sequence >= sequence) return committed
    } catch (error) {
      onError(error)
    }
    return null
  }

  async function close(): Promise<void> {
    isClosed = true
    await unfollow()
    while (running) await running
  }

  /** All that arrives in one turn of the event loop goes into one transaction. */
  function schedule(): void {
    running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(drain).finally(() => {
      running = null
      if (queue.length > 0 || ticks.length > 0 || hasNews) schedule()
    })
  }

  async function drain(): Promise<void> {
    const items = queue.slice(0, maxBatch)
    queue = queue.slice(items.length)
    const ticked = ticks
    ticks = []
    hasNews = false
    try {
      await commit(items)
    } catch (error) {
      isBehind = true
      onError(error)
      for (const item of items) item.settle(unavailable(committed))
    }
    for (const resolve of ticked) resolve()
  }

  async function commit(all: readonly Item[]): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (tries > 0) await giveWay(tries)
      if (isBehind) await follow()
      const items = all.slice(0, Math.ceil(all.length / 2 ** Math.floor(tries / TRIES_BEFORE_LESS)))
      const commands = items.map(({ command }) => command)
      const decided = decideAll(await loadNamed(store, committed, commands), items)
      if (decided.batch.events.length > 0) {
        const appended = await store.append(committed.sequence, decided.batch)
        if (!appended.ok) {
          isBehind = true
          continue
        }
      } else if (store.capabilities.hasManyWriters && items.length > 0) {
        // What changes nothing is true of the record's present end only.
        isBehind = (await store.head()).sequence > committed.sequence
        if (isBehind) continue
      }
      committed = forgetClosed(decided.state)
      await answer(items, decided)
      queue = [...all.slice(items.length), ...queue]
      return
    }
    throw new Error(`another writer came first ${MAX_TRIES} times`)
  }

  async function follow(): Promise<void> {
    isBehind = false
    try {
      // Memory is as far as what is told: whoever comes in meanwhile is welcomed with it, and nothing is told twice.
      committed = await catchUp(store, committed, (published) => {
        committed = published.state
        publish(published)
      })
    } catch (error) {
      isBehind = true
      throw error
    }
  }

  interface DecidedBatch {
    readonly state: State
    readonly batch: Batch
    readonly applied: readonly ReturnType<typeof apply>[]
  }

  function decideAll(loaded: State, items: readonly Item[]): DecidedBatch {
    const due = advance(loaded, clock())
    const applied = []
    let { state } = due
    for (const { command } of items) {
      const one = apply(state, command)
      applied.push(one)
      state = one.state
    }
    const events = [...due.events, ...applied.flatMap((one) => one.events)]
    const contexts = items.flatMap(({ context }) => context ?? [])
    return { state, batch: batchOf(state, events, contexts), applied }
  }

  async function answer(items: readonly Item[], { state, batch, applied }: DecidedBatch): Promise<void> {
    for (const [place, item] of items.entries()) {
      const one = applied[place]
      if (!one) continue
      const outcome = await outcomeOf(store, one).catch((error: unknown) => {
        onError(error)
        return unavailable(one.state)
      })
      item.settle(outcome)
    }
    if (batch.events.length > 0) publish({ isOwn: true, state, events: batch.events, contexts: batch.contexts })
  }
}
