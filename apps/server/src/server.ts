import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Effect, Input, LinkAnswer } from './core/inputs.ts'
import type { Enrolled, Press, ServerState } from './core/state.ts'
import { dueAt, step } from './core/step.ts'
import { newGadget } from './core/view.ts'
import { keepRecord } from './journal/contents.ts'
import type { Journal } from './journal/journal.ts'

export type Call = Extract<Effect, { type: 'call' }>

export interface ServerParts {
  readonly name: string
  readonly gadgets: readonly Enrolled[]
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Carries a message to a gadget and tells how it went; never rejects. */
  readonly call: (call: Call) => Promise<number | 'reset' | 'failed'>
  /** Passes a press on to the link; never rejects. */
  readonly send: (press: Press, note: string | null) => Promise<LinkAnswer>
  /** Sees each state after what was put in. */
  readonly onState: (state: ServerState) => void
}

/** The server that runs: the machine, and the one place where its effects happen. */
export interface Server {
  state(): ServerState
  /** Puts something in; tells the HTTP status for a message that arrived. */
  put(input: Input): number | null
  /** A message that arrived over HTTP. */
  arrived(message: Extract<Input, { type: 'arrived' }>['message']): number
  stop(): void
}

/** Starts a server with what its journal held. */
export function startServer({ name, gadgets, journal, clock, log, call, send, onState }: ServerParts): Server {
  const boots = journal.found.boots
  let state: ServerState = {
    name,
    gadgets: new Map(gadgets.map((it) => [it.id, newGadget(it, boots.get(it.id) ?? 0, clock.now())])),
    gates: new Map(),
    primary: null,
    link: false,
    presses: [],
    refused: 0,
  }
  let cancel = () => {}
  let isStopped = false

  function put(input: Input): number | null {
    if (isStopped) return null
    const now = clock.now()
    const { state: next, effects, status } = step(state, input, now)
    state = next
    onState(state)
    for (const effect of effects) void perform(effect)
    cancel()
    const due = dueAt(state)
    cancel = due === Number.POSITIVE_INFINITY ? () => {} : clock.after(due - now.at, () => put({ type: 'tick' }))
    return status
  }

  async function perform(effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'call':
        put({ type: 'called', gadget: effect.gadget.id, outcome: await call(effect) })
        return
      case 'send': {
        const { gadget, counter } = effect.press
        put({ type: 'answered', gadget, counter, answer: await send(effect.press, effect.note) })
        return
      }
      case 'store':
        return store(effect.record)
      case 'forget':
        // One that stays by mistake is delivered again, and the link knows it by its counter.
        return journal.append(effect).catch((error: unknown) => log.error(error, 'the journal cannot be written'))
      case 'log':
        log[effect.level]({ gadget: effect.gadget }, effect.message)
    }
  }

  async function store(record: Extract<Effect, { type: 'store' }>['record']): Promise<void> {
    try {
      await journal.append(record.type === 'keep' ? keepRecord(record.kept) : record)
    } catch (error) {
      log.error(error, 'the journal cannot be written')
      put({ type: 'store-failed', record })
      return
    }
    put({ type: 'stored', record })
  }

  put({ type: 'recovered', kept: [...journal.found.kept.values()] })
  return {
    state: () => state,
    put,
    arrived: (message) => put({ type: 'arrived', message, random: randomBytes(16).toString('hex') }) ?? 503,
    stop() {
      isStopped = true
      cancel()
    },
  }
}
