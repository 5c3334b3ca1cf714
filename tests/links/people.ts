import { z } from 'zod'
import type { Caller } from './caller.ts'
import type { Recorder } from './recorder.ts'

export const GATES = ['shop', 'shop.test', 'shop.production', 'blog'] as const
const MAX_LOOKS = 30

const lockView = z.looseObject({ state: z.string() })
const openLocks = z.object({ locks: z.array(z.looseObject({ uuid: z.string(), state: z.string() })) })

/** How many commands may still be given, by all clients together. */
export interface Budget {
  take(): boolean
}

interface Actor {
  readonly recorder: Recorder
  readonly caller: Caller
  readonly budget: Budget
  /** From 0 to 99, again and again: the same for the same seed. */
  readonly chance: () => number
}

const pick = <T>(from: readonly T[], chance: number): T | undefined => from[Math.floor((chance / 100) * from.length)]

/** Asks, waits for what becomes of it, and passes or gives up, until the budget is spent. */
export async function runPipeline({ recorder, caller, budget, chance }: Actor): Promise<void> {
  for (let round = 0; budget.take(); round += 1) {
    const gate = pick(GATES, chance()) ?? 'root'
    const asked = await caller.run({ type: 'lock', request_id: `${recorder.client}-ask-${round}`, gate })
    if (asked?.lock) await follow(asked.lock, { recorder, caller, budget, chance })
  }
}

async function follow(lock: string, { recorder, caller, chance }: Actor): Promise<void> {
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const { state } = lockView.parse(await caller.get(`/locks/${lock}?wait=1s`))
    if (state === 'unlocked') return void (await caller.run({ type: 'claim', lock }))
    if (state !== 'locked') return recorder.note({ kind: 'heard', channel: 'look', lock, state })
    if (chance() < 5) break
  }
  await caller.run({ type: 'cancel', lock })
}

/** Unlocks most of what waits, rejects some, and now and then blocks, releases or returns a gate to default. */
export async function runBoss({ recorder, caller, budget, chance }: Actor, isOver: () => boolean): Promise<void> {
  for (let round = 0; !isOver(); round += 1) {
    const request_id = `${recorder.client}-${round}`
    const what = chance()
    if (what < 15) {
      const status = what < 4 ? 'blocked' : what < 7 ? 'released' : 'default'
      if (budget.take()) await caller.run({ type: 'status', request_id, gate: pick(GATES, chance()) ?? 'root', status })
      continue
    }
    const { locks } = openLocks.parse(await caller.get('/locks'))
    const waiting = locks.filter(({ state }) => state === 'locked')
    const lock = pick(waiting, chance())
    if (lock) await caller.run({ type: what < 25 ? 'reject' : 'unlock', request_id, lock: lock.uuid })
  }
}
