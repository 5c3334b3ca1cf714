import type { Saying } from './story.ts'

type Asking = {
  readonly gate?: string
  readonly pipeline?: string
  readonly step?: string
  readonly hold?: boolean
  readonly commit?: string
  readonly requestId?: string | null
  readonly contextDigest?: string
}

/** Pipeline `shop` asks for its step `deploy` at the root, and waits. */
export const lock = (id: string, asking: Asking = {}): Saying => ({
  type: 'lock',
  lock: id,
  gate: asking.gate ?? 'root',
  pipeline: asking.pipeline ?? 'shop',
  pipelineKey: `ci/${asking.pipeline ?? 'shop'}`,
  step: asking.step ?? 'deploy',
  commit: asking.commit ?? null,
  requestedBy: null,
  hold: asking.hold ?? true,
  contextDigest: asking.contextDigest ?? null,
  requestId: asking.requestId ?? null,
})

export const unlock = (id: string): Saying => ({ type: 'unlock', lock: id, note: 'looks good' })
export const reject = (id: string): Saying => ({ type: 'reject', lock: id, reason: 'not today' })
export const forgetContext = (id: string): Saying => ({ type: 'forget-context', lock: id })
export const claim = (id: string): Saying => ({ type: 'claim', lock: id, gate: null, commit: null })
/** A responder lets one step of pipeline `shop` pass a block of the root. */
export const bypass = (step: string): Saying => ({
  type: 'bypass',
  bypass: `bypass of ${step}`,
  gate: 'root',
  pipeline: 'shop',
  step,
  commit: null,
  reason: 'the shop is down',
})
export const block = (gate = 'root'): Saying => ({ type: 'block', gate, reason: 'fire' })
export const addGate = (gate: string): Saying => ({ type: 'add-gate', gate, policy: {} })

/** From the request to the claim, where nobody has to unlock it. */
export const passed = (id: string, asking: Asking = {}): Saying[] => [lock(id, asking), claim(id)]

/** From the request to the claim. */
export const pass = (id: string, asking: Asking = {}): Saying[] => [lock(id, asking), unlock(id), claim(id)]
