import { type GatePath, ROOT, type State, valuesOf } from '@boss-deployer/gate'
import { FEATURES, PROTOCOL_VERSION, type Right, type Role } from '@boss-deployer/protocol'
import { mayAt, type Principal } from '../auth/principal.ts'
import { isoTimeOrNull } from '../clock.ts'
import type { Parts } from '../requests/parts.ts'
import { gateStateAt, gateStateOf } from '../views/gate-state.ts'

interface Newcomer {
  readonly principal: Principal
  readonly role: Role
  readonly hears: Right
  readonly gate: GatePath | null
  readonly pipeline: string | null
  readonly step: string | null
}

/**
 * The first message. `locked` is false only for a lock that is unlocked or claimed; after any other end `lock` is
 * null and `locked` true, so that a client that knows only these two fields never passes on a killed lock.
 */
export async function welcomeOf(state: State, newcomer: Newcomer, { store }: Pick<Parts, 'store'>) {
  const { principal, gate, pipeline, step } = newcomer
  const latest = gate === null ? null : await store.latestLock({ gate, pipeline, step })
  const isApproved = latest?.state === 'unlocked' || latest?.state === 'claimed'
  return {
    lastLogin: isoTimeOrNull(principal.lastUsedAt),
    status: gateStateAt(state, gate ?? ROOT).effective,
    lock: latest && (isApproved || latest.state === 'locked') ? latest.id : null,
    locked: !isApproved,
    state: latest?.state ?? null,
    gate,
    gates: gatesFor(state, newcomer),
    protocolVersion: PROTOCOL_VERSION,
    features: FEATURES,
    sequence: state.sequence,
  }
}

/** A pipeline hears of its own gate; servers and consoles of all they reach. */
function gatesFor(state: State, { principal, role, hears, gate }: Newcomer) {
  if (role === 'pipeline') return gate === null ? [] : [gateStateAt(state, gate)]
  return [...valuesOf(state.gates)]
    .filter(({ path }) => mayAt(principal, hears, path))
    .map((each) => gateStateOf(state, each))
}

/** Answers a server's connection: its gadgets, and what each of their gates is now. */
export async function ackOf(state: State, principal: Principal, { store }: Pick<Parts, 'store'>) {
  const rows = (await store.gadgets.list()).filter(
    ({ revokedAt, gate }) => revokedAt === null && mayAt(principal, 'relay', gate),
  )
  const paths = [...new Set(rows.map(({ gate }) => gate))]
  return {
    server: principal.name,
    gadgets: rows.map(({ id, name, gate }) => ({ id, name, gate })),
    gates: paths.map((path) => gateStateAt(state, path)),
  }
}
