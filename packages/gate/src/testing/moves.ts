import fc from 'fast-check'
import type { Command } from '../commands.ts'
import type { Actor, Lock, LockId, LockState } from '../lock.ts'
import { defaultPolicy, type Policy } from '../policy.ts'
import { get } from '../sorted.ts'
import { effectiveOf, gateOf, lockOf, type State } from '../state.ts'
import { ada, bob, cyd, pip } from './scenario.ts'

/** Tests only: moves in a small tree, of which requests collide and time runs out often. */
export const gates = ['root', 'shop', 'shop.prod', 'shop.test', 'blog'] as const
export const gadgets = ['g1', 'g2'] as const

export const short: Policy = {
  ...defaultPolicy,
  releaseForMs: 40,
  lockExpiresAfterMs: 90,
  approvalExpiresAfterMs: 50,
  requesterGoneAfterMs: 30,
  responders: ['ada', 'group:ops', 'pip'],
  bypassExpiresAfterMs: 60,
}
const strict = { reject: true, release: true, block: true }
const somePolicy: fc.Arbitrary<Partial<Policy>> = fc.constantFrom(
  {},
  { approvers: ['ada', 'bob'], approvals: 1 },
  { approvers: ['group:ops', 'cyd'], lockExpiresAfterMs: 40 },
  { approvers: ['bob', 'cyd'], approvals: 2 },
  { approvers: null, approvals: 1 },
  { approvals: 0, required: [] },
  { approvals: 2, required: ['cyd'] },
  { approvals: 1, required: ['group:ops'] },
  { approvals: 3 },
  { needsPress: true },
  { needsPress: false, required: [], approvals: 1 },
  { allowSelfApproval: true },
  { allowSelfApproval: false, needsReason: strict },
  { needsReason: { ...strict, block: false, release: false } },
  { allowRelease: true, approvalExpiresAfterMs: 20 },
  { allowRelease: false },
  { allowRelease: null, releaseForMs: null },
  { releaseForMs: 40, queue: 'newest-wins' },
  { queue: 'fifo' },
  { twoKeys: { windowMs: 8 }, approvals: 1 },
  { twoKeys: { windowMs: 8 }, approvals: 3, needsPress: true },
  { twoKeys: null },
  { bypassNeeds: 2 },
  { bypassNeeds: 1, responders: ['bob'] },
  { responders: ['ada', 'bob', 'cyd', 'pip'] },
  { responders: [] },
)

/**
 * A command before it is known which locks there are: `back` counts them from the newest. Where it is aimed, it is
 * said by somebody, and of something, that it could work for; else of anything.
 */
export interface Move {
  readonly what: (typeof kinds)[number]
  readonly gate: string
  readonly back: number
  readonly by: Actor
  readonly after: number
  readonly requestId: string | null
  readonly press: Command['press']
  readonly policy: Partial<Policy>
  readonly commit: string | null
  readonly text: string | null
  readonly flag: boolean
  readonly aimed: boolean
}

const kinds = [
  ...(['lock', 'lock', 'lock', 'lock', 'lock', 'lock', 'unlock', 'unlock', 'unlock', 'unlock-head'] as const),
  ...([
    'claim',
    'claim',
    'claim',
    'use',
    'use',
    'use',
    'done',
    'cancel',
    'reject',
    'requester-gone',
    'again',
    'again',
  ] as const),
  ...([
    'guard',
    'release',
    'release',
    'block',
    'default',
    'default',
    'set-policy',
    'add-gate',
    'change-access',
    'forget-context',
    'change-key',
    'nudge',
    'test-lights',
  ] as const),
  ...(['bypass', 'bypass', 'bypass'] as const),
] as const

const somePresses = gadgets.flatMap((gadget) => [0, 5].map((counter) => ({ gadget, counter })))

const someMove: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom(...kinds),
  gate: fc.constantFrom(...gates, ...gates, ...gates, 'shop.test', 'shop.test', 'shop.new', 'Nope'),
  back: fc.constantFrom(0, 0, 1, 2, 3, 5),
  by: fc.constantFrom(ada, bob, cyd, pip, pip),
  after: fc.constantFrom(0, 0, 1, 2, 5, 10, 30, -7),
  requestId: fc.constantFrom(null, null, 'r1', 'r2', 'r3'),
  press: fc.constantFrom(null, null, null, null, null, ...somePresses),
  policy: somePolicy,
  commit: fc.constantFrom(null, 'c1', 'c2'),
  text: fc.constantFrom(null, 'why'),
  flag: fc.boolean(),
  aimed: fc.constantFrom(true, true, true, false),
})

export const someMoves = fc.array(someMove, { maxLength: 80, size: 'max' })

type Aimed = Move & { readonly lock: LockId }

const targets: Partial<Record<Move['what'], readonly LockState[]>> = {
  unlock: ['locked'],
  reject: ['locked'],
  claim: ['unlocked'],
  cancel: ['locked', 'unlocked'],
  nudge: ['locked'],
  use: ['claimed'],
  'forget-context': ['claimed', 'rejected', 'killed', 'expired', 'cancelled', 'superseded'],
  done: ['claimed'],
  'requester-gone': ['locked', 'unlocked'],
}
const ofRequester: readonly Move['what'][] = ['lock', 'claim', 'cancel', 'use', 'done']
/** What is turned to a bypass where there is one, else it would hardly ever be used and claimed. */
const rare: readonly Move['what'][] = ['bypass', 'lock', 'use', 'guard', 'change-access', 'add-gate', 'unlock-head']
const ofGadget: readonly Move['what'][] = ['unlock', 'unlock-head', 'release', 'block', 'default']

/** The move as it is said of the locks and gates that there are. */
export function aim(move: Move, state: State, ids: readonly LockId[]): Aimed {
  const { what, back, aimed } = move
  if (!aimed) return { ...move, lock: ids.at(-1 - back) ?? 'nope' }
  const locks = ids.flatMap((id) => lockOf(state, id) ?? [])
  const fit = fitFor(move, state, locks)
  const lock = fit.at(-1 - back) ?? fit.at(-1) ?? locks.at(-1)
  const requester = what === 'lock' ? pip : [ada, bob, cyd, pip].find(({ id }) => id === lock?.requester.id)
  const voted = locks.findLast(({ state: is, votes }) => is === 'locked' && votes.length > 0)
  const turned = gates.filter((gate) => gateOf(state, gate)?.standing.mode !== 'default')
  const turnedGate = turned.at(-1 - back) ?? turned.at(-1)
  const blocked = gates.filter((gate) => effectiveOf(state, gate).mode === 'blocked')
  const excepted = gates.find((gate) => gateOf(state, gate)?.standing.bypasses.length)
  const bypass = gateOf(state, excepted ?? 'root')?.standing.bypasses[0]
  if (bypass && rare.includes(what)) {
    const said = { gate: excepted ?? 'root', flag: bypass.pipeline === 'web', commit: bypass.commit ?? move.commit }
    const to = bypass.isGranted ? ({ what: 'lock', by: pip } as const) : ({ what: 'bypass', by: move.by } as const)
    return { ...move, ...said, ...to, lock: 'nope', text: 'why', requestId: null, press: null }
  }
  const excepting = locks.find((each) => each.bypass !== null && each.state === 'unlocked')
  if (excepting && rare.includes(what))
    return { ...move, what: 'claim', by: pip, lock: excepting.id, requestId: null, press: null }
  const aimedGate: Partial<Record<Move['what'], string | undefined>> = {
    bypass: blocked.at(-1 - back) ?? blocked.at(-1),
    default: turnedGate,
    'set-policy': voted?.gate,
    'add-gate': 'shop.new',
  }
  const gate = aimedGate[what] ?? move.gate
  const by = ofRequester.includes(what) ? (requester ?? pip) : move.by
  return {
    ...move,
    lock: lock?.id ?? 'nope',
    by: by === pip && !ofRequester.includes(what) ? bob : by,
    gate,
    requestId: move.requestId && `${move.requestId} ${what} ${what === 'lock' ? gate : lock?.id}`,
    press: move.press && ofGadget.includes(what) ? nextPress(state, move.press.gadget) : null,
  }
}

/** Locks in a state that the command can change; some uses are aimed at what was claimed before a block. */
function fitFor({ what, flag }: Move, state: State, locks: readonly Lock[]): readonly Lock[] {
  const fit = locks.filter((lock) => targets[what]?.includes(lock.state))
  if (what !== 'use' || !flag) return fit
  return fit.filter((lock) => effectiveOf(state, lock.gate).mode === 'blocked')
}

const nextPress = ({ presses }: State, gadget: string) => ({ gadget, counter: (get(presses, gadget) ?? 0) + 1 })

/** The command that a move is. A new lock gets the id `fresh`. */
export function commandOf(move: Aimed, at: number, fresh: LockId): Command {
  const { gate, lock, requestId, press, policy, commit, text, flag, aimed } = move
  const by: Actor = press ? { ...move.by, via: 'gadget', device: press.gadget } : move.by
  const trace = { by, at, requestId, press }
  switch (move.what) {
    case 'again':
    case 'lock': {
      const target = targetOf(flag)
      const what = { ...target, gate, lock: fresh, pipelineKey: target.pipeline, commit, hold: move.back < 3 }
      return { ...trace, ...what, type: 'lock', requestedBy: text && 'bob', contextDigest: text && 'digest' }
    }
    case 'unlock':
      return { ...trace, type: 'unlock', lock, note: text }
    case 'unlock-head':
      return { ...trace, type: 'unlock-head', gate, note: text }
    case 'reject':
      return { ...trace, type: 'reject', lock, reason: text }
    case 'cancel':
      return { ...trace, type: 'cancel', lock }
    case 'test-lights':
      return { ...trace, type: 'test-lights', gate, gadget: 'g1' }
    case 'nudge':
      return { ...trace, type: 'nudge', lock }
    case 'claim':
      return { ...trace, type: 'claim', lock, gate: aimed ? null : gate, commit: aimed ? null : commit }
    case 'use':
      return { ...trace, type: 'use', lock, key: text ?? 'key' }
    case 'forget-context':
      return { ...trace, type: 'forget-context', lock }
    case 'change-key': {
      const change = { record: 'r', from: 'k1', key: 'k2', pem: 'public', endorsement: text }
      return { ...trace, type: 'change-key', change }
    }
    case 'done':
      return { ...trace, type: 'done', lock, outcome: 'failed', exitCode: 1 }
    case 'guard':
      return { ...trace, type: 'guard', gate, lock: flag ? lock : null, state: 'running' }
    case 'requester-gone':
      return { ...trace, type: 'requester-gone', lock, awaySince: at - (flag ? 40 : 10) }
    case 'release':
      return { ...trace, type: 'release', gate, until: untilOf(move, at), approvePending: flag, reason: text }
    case 'block':
      return { ...trace, type: 'block', gate, reason: text }
    case 'default':
      return { ...trace, type: 'default', gate, reason: text }
    case 'set-policy':
      return { ...trace, type: 'set-policy', gate, policy }
    case 'change-access': {
      const access = {
        kind: 'token',
        change: 'made',
        subject: 'token:x',
        name: 'x',
        groups: [],
        expiresAt: null,
      } as const
      return { ...trace, type: 'change-access', access: { ...access, grants: [{ role: 'pipeline', gate }] } }
    }
    case 'bypass':
      return { ...trace, ...targetOf(flag), type: 'bypass', gate, bypass: `by ${fresh}`, commit, reason: text ?? '' }
    case 'add-gate':
      return { ...trace, type: 'add-gate', gate, policy: { ...short, ...policy } }
  }
}

const targetOf = (isWeb: boolean) => ({ pipeline: isWeb ? 'web' : 'api', step: 'go' })

function untilOf({ back }: Move, at: number): number | null | 'policy' {
  if (back === 0) return 'policy'
  return back === 5 ? null : at + 20 * back
}
