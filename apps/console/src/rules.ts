import {
  type Actor,
  type Bypass,
  defaultPolicy,
  defaultStanding,
  type Fact,
  foreseeOrder,
  type GatePath,
  type Lock,
  type Order as Ordered,
  restore,
  type State,
} from '@boss-deployer/gate'
import type { Refusal } from './show/words.ts'
import type { GateView, OpenLock, View } from './view/view.ts'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** What a person here may order, without what every command carries. */
export type Order = DistributiveOmit<
  Exclude<Ordered, { readonly type: 'unlock-head' }>,
  'by' | 'at' | 'requestId' | 'press'
>

/** Who is at this page, and when it is. */
export interface Here {
  readonly subject: string
  readonly name: string
  readonly now: number
}

const msOrNull = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso))

function gateIn({
  gate,
  status,
  approvals,
  allowRelease,
  changedAt,
  changedBy,
  reason,
  until,
  bypasses = [],
}: GateView) {
  return {
    path: gate,
    // Whose own locks one may unlock is not told: the link refuses what its policy does not allow.
    policy: { ...defaultPolicy, approvals, allowRelease, allowSelfApproval: true },
    standing: {
      ...defaultStanding,
      mode: status,
      changedAt: msOrNull(changedAt),
      changedBy,
      reason,
      until: msOrNull(until),
      bypasses: bypasses.map(bypassIn),
    },
  }
}

const bypassIn = ({ bypass, granted, by, expiresAt, ...what }: NonNullable<GateView['bypasses']>[number]): Bypass => ({
  ...what,
  id: bypass,
  isGranted: granted,
  votes: by.map((name) => ({ id: name, name, via: 'console', device: null, groups: [], at: 0 })),
  since: 0,
  expiresAt: Date.parse(expiresAt),
})

/** Gates above that this page may not see, but whose mode holds here. */
function hiddenGates(gates: readonly GateView[]) {
  const seen = new Set<GatePath>(gates.map(({ gate }) => gate))
  return gates
    .filter(({ heldBy }) => !seen.has(heldBy))
    .map((gate) => gateIn({ ...gate, gate: gate.heldBy, status: gate.effective }))
}

function lockIn(lock: OpenLock, order: number): Lock {
  return {
    id: lock.uuid,
    gate: lock.gate,
    order,
    pipeline: lock.pipeline,
    pipelineKey: lock.pipeline,
    step: lock.step,
    commit: lock.commit,
    requester: { id: '', name: lock.requester },
    requestedBy: null,
    hold: true,
    contextDigest: null,
    contextForgottenAt: null,
    nudgedAt: msOrNull(lock.nudgedAt),
    state: lock.state,
    lockedAt: Date.parse(lock.lockedAt),
    expiresAt: msOrNull(lock.expiresAt) ?? Number.MAX_SAFE_INTEGER,
    warnAt: null,
    votes: lock.voters.map(({ id, name }) => ({
      id: id ?? name,
      name,
      via: 'console',
      device: null,
      groups: [],
      at: 0,
    })),
    unlockedAt: msOrNull(lock.unlockedAt),
    note: lock.note,
    claimedAt: null,
    use: null,
    end: null,
    listedAt: null,
    bypass: null,
    lastApproved: null,
  }
}

/** The view as the core's state: what is not told (who may approve, which reasons are wanted) is left to the link. */
function stateOf({ sequence, gates, locks }: View): State {
  return restore({
    sequence,
    at: 0,
    gates: [...hiddenGates(gates), ...gates.map(gateIn)],
    locks: locks.map((lock, index) => lockIn(lock, index + 1)),
    presses: [],
  })
}

const states = new WeakMap<View, State>()

function rememberedStateOf(view: View): State {
  const known = states.get(view)
  if (known) return known
  const made = stateOf(view)
  states.set(view, made)
  return made
}

export type Foreseen =
  | { readonly ok: true; readonly events: readonly Fact[] }
  | { readonly ok: false; readonly error: Refusal }

/**
 * What would happen: the same rules as the link's, over what this page knows. So a button that is off and a command
 * that is refused agree; where the link knows more, it refuses and its sentence is shown.
 */
export function foresee(view: View, { subject, name, now }: Here, order: Order): Foreseen {
  const by: Actor = { id: subject, name, via: 'console', device: null, groups: [] }
  const foreseen = foreseeOrder(rememberedStateOf(view), { ...order, by, at: now, requestId: null, press: null })
  return foreseen.ok ? { ok: true, events: foreseen.value } : foreseen
}
