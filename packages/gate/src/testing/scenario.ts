import type { Access } from '../access.ts'
import { apply } from '../apply.ts'
import type { Command, CommandOf, Press } from '../commands.ts'
import type { GateErrorCode } from '../errors.ts'
import type { Event } from '../events.ts'
import type { Actor, Via } from '../lock.ts'
import { ROOT } from '../path.ts'
import type { Policy } from '../policy.ts'
import { initialState, type State } from '../state.ts'

/** Tests only: what happens to the core, told as given / when. The commands' times are told by the steps. */
export interface Step {
  readonly command: Command
  /** Milliseconds after the step before; the first step is at START. */
  readonly after: number
}

export const START = 1_000_000

/** What came of the last step, as plain things to compare. */
export interface Outcome {
  readonly state: State
  /** Of the last step, with what was due before it. */
  readonly events: readonly Event[]
  readonly kinds: readonly Event['type'][]
  /** null where it was not refused. */
  readonly code: GateErrorCode | null
  readonly message: string
  readonly about: string | null
  readonly repeats: number | null
}

/** A story so far; a step in it may be refused. */
export function given(...steps: readonly Step[]) {
  let at = START
  let state = initialState
  for (const { command, after } of steps) {
    at += after
    state = apply(state, { ...command, at }).state
  }
  return { state, at, when: (step: Step): Outcome => when(state, { ...step.command, at: at + step.after }) }
}

/** What one command does to a state. */
export function when(state: State, command: Command): Outcome {
  const { result, events, state: next } = apply(state, command)
  return {
    state: next,
    events,
    kinds: events.map(({ type }) => type),
    code: result.ok ? null : result.error.code,
    message: result.ok ? '' : result.error.message,
    about: result.ok ? result.value.about : null,
    repeats: result.ok ? result.value.repeats : null,
  }
}

/** The outcome in one line: the kinds of events, `nothing`, or the code of the refusal. */
export const inShort = ({ code, kinds }: Outcome): string =>
  code ?? (kinds.length === 0 ? 'nothing' : kinds.join(' + '))

const person = (id: string, groups: readonly string[] = [], via: Via = 'api'): Actor => ({
  id,
  name: id,
  via,
  device: null,
  groups,
})

export const ada = person('ada', ['ops'])
export const bob = person('bob', ['ops'])
export const cyd = person('cyd')
/** The pipeline's token. */
export const pip = person('pip', [], 'socket')
export const via = (actor: Actor, how: Via): Actor => ({ ...actor, via: how })

type Extras = { readonly by?: Actor; readonly requestId?: string; readonly after?: number }
const envelope = (by: Actor, extras: Extras) => ({
  by: extras.by ?? by,
  at: 0,
  requestId: extras.requestId ?? null,
  press: null,
})
const step = (command: Command, { after = 0 }: Extras): Step => ({ command, after })

export const addGate = (gate: string, policy: Partial<Policy> = {}, extras: Extras = {}): Step =>
  step({ ...envelope(ada, extras), type: 'add-gate', gate, policy }, extras)

export const setPolicy = (
  gate: string,
  policy: Partial<Policy>,
  extras: Extras & { readonly expected?: Policy } = {},
): Step =>
  step(
    {
      ...envelope(ada, extras),
      type: 'set-policy',
      gate,
      policy,
      ...(extras.expected && { expected: extras.expected }),
    },
    extras,
  )

type Bypassing = Extras & Partial<Pick<CommandOf<'bypass'>, 'bypass' | 'pipeline' | 'step' | 'commit' | 'reason'>>

/** A responder lets the step `go` of pipeline `deploy` pass a block, whichever commit it asks for. */
export const bypass = (gate: string, extras: Bypassing = {}): Step =>
  step(
    {
      ...envelope(ada, extras),
      type: 'bypass',
      gate,
      bypass: extras.bypass ?? 'B',
      pipeline: extras.pipeline ?? 'deploy',
      step: extras.step ?? 'go',
      commit: extras.commit ?? null,
      reason: extras.reason ?? 'the shop is down',
    },
    extras,
  )

export const changeAccess = ({ by = ada, ...access }: Partial<Access> & Extras): Step =>
  step(
    {
      ...envelope(by, {}),
      type: 'change-access',
      access: {
        kind: 'token',
        change: 'made',
        subject: 'token:ci',
        name: 'ci',
        grants: [],
        groups: [],
        expiresAt: null,
        ...access,
      },
    },
    {},
  )

type Asking = Extras & Partial<Omit<CommandOf<'lock'>, 'by' | 'requestId'>>

/** Pipeline `deploy` asks for its step `go` at the root, and waits. */
export const lock = (id: string, extras: Asking = {}): Step =>
  step(
    {
      type: 'lock',
      gate: extras.gate ?? ROOT,
      lock: id,
      pipeline: extras.pipeline ?? 'deploy',
      pipelineKey: extras.pipelineKey ?? extras.pipeline ?? 'deploy',
      step: extras.step ?? 'go',
      commit: extras.commit ?? null,
      requestedBy: extras.requestedBy ?? null,
      hold: extras.hold ?? true,
      contextDigest: extras.contextDigest ?? null,
      lastApproved: extras.lastApproved ?? null,
      ...envelope(pip, extras),
    },
    extras,
  )

export const unlock = (id: string, extras: Extras & { readonly note?: string } = {}): Step =>
  step({ ...envelope(ada, extras), type: 'unlock', lock: id, note: extras.note ?? null }, extras)

export const unlockHead = (gate: string, extras: Extras = {}): Step =>
  step({ ...envelope(ada, extras), type: 'unlock-head', gate, note: null }, extras)

export const reject = (id: string, extras: Extras & { readonly reason?: string } = {}): Step =>
  step({ ...envelope(ada, extras), type: 'reject', lock: id, reason: extras.reason ?? null }, extras)

export const cancel = (id: string, extras: Extras = {}): Step =>
  step({ ...envelope(pip, extras), type: 'cancel', lock: id }, extras)

export const nudge = (id: string, extras: Extras = {}): Step =>
  step({ ...envelope(pip, extras), type: 'nudge', lock: id }, extras)

export const forgetContext = (id: string, extras: Extras = {}): Step =>
  step({ ...envelope(ada, extras), type: 'forget-context', lock: id }, extras)

type Claiming = Extras & { readonly gate?: string; readonly commit?: string }
export const claim = (id: string, extras: Claiming = {}): Step =>
  step(
    {
      ...envelope(pip, extras),
      type: 'claim',
      lock: id,
      gate: extras.gate ?? null,
      commit: extras.commit ?? null,
    },
    extras,
  )

export const use = (id: string, key: string, extras: Extras = {}): Step =>
  step({ ...envelope(pip, extras), type: 'use', lock: id, key }, extras)

export const done = (id: string, extras: Extras = {}): Step =>
  step({ ...envelope(pip, extras), type: 'done', lock: id, outcome: 'succeeded', exitCode: 0 }, extras)

export const gone = (id: string, awaySince: number, extras: Extras = {}): Step =>
  step({ ...envelope(pip, extras), type: 'requester-gone', lock: id, awaySince }, extras)

export const guard = (gate: string, id: string | null, extras: Extras = {}): Step =>
  step({ ...envelope(pip, extras), type: 'guard', gate, lock: id, state: 'running' }, extras)

type Turning = Extras & { readonly reason?: string }
type Releasing = Turning & { readonly until?: number | null; readonly approvePending?: boolean }

/** `until` is in milliseconds after START; without it: as the policy says. */
export const release = (gate: string, extras: Releasing = {}): Step =>
  step(
    {
      ...envelope(ada, extras),
      type: 'release',
      gate,
      until: extras.until === undefined ? 'policy' : extras.until === null ? null : START + extras.until,
      approvePending: extras.approvePending ?? false,
      reason: extras.reason ?? null,
    },
    extras,
  )

export const block = (gate: string, extras: Turning = {}): Step =>
  step({ ...envelope(ada, extras), type: 'block', gate, reason: extras.reason ?? null }, extras)

export const toDefault = (gate: string, extras: Turning = {}): Step =>
  step({ ...envelope(ada, extras), type: 'default', gate, reason: extras.reason ?? null }, extras)

/** Nothing anybody wants: it only makes time pass. */
export const later = (after: number): Step => gone('nobody', 0, { after })

/** The same command by a press of a gadget. */
export const pressed = ({ command, after }: Step, counter: number, gadget: Press['gadget'] = 'desk'): Step => ({
  command: { ...command, by: { ...command.by, via: 'gadget', device: gadget }, press: { gadget, counter } },
  after,
})
