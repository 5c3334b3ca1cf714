import { parseDuration } from '../words/duration.ts'

/** A policy in the names of the wire. */
export type WirePolicy = Readonly<Record<string, unknown>>

/** One field of a policy as a file of gates says it. */
export interface PolicyField {
  /** Its name in the file. */
  readonly name: string
  /** Its name on the wire. */
  readonly wire: string
  /** What may be said, for people. */
  readonly takes: string
  readonly about: string
  /** From what the file says to what the wire says; undefined where it is not such a value. */
  readonly read: (said: unknown) => unknown
  /** The other way. */
  readonly write: (value: unknown) => string
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** A duration as the file says it: in the largest unit that it is a whole number of. */
export function writeDuration(ms: number): string {
  const unit = UNITS.find(([, length]) => ms >= length && ms % length === 0)
  return unit ? `${ms / unit[1]}${unit[0]}` : `${ms}ms`
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readDuration = (said: unknown): unknown =>
  typeof said === 'string' ? (parseDuration(said) ?? undefined) : undefined

type About = Pick<PolicyField, 'takes' | 'about'>

/** What the file says as the wire does. */
const asIs = (name: string, of: About): PolicyField => ({
  ...of,
  ...{ name, wire: name },
  read: (said) => said,
  write: (value) => JSON.stringify(value),
})

const duration = (name: string, about: string): PolicyField => ({
  ...{ name, wire: `${name}_ms`, takes: 'a duration', about },
  read: readDuration,
  write: (value) => (typeof value === 'number' ? writeDuration(value) : 'never'),
})

const reasons = ['reject', 'release', 'block'] as const

const needsReason: PolicyField = {
  ...{ name: 'needs_reason', wire: 'needs_reason', takes: `a list of ${reasons.map((it) => `\`${it}\``).join(', ')}` },
  about: 'which of these have to say why',
  read: (said) => {
    if (!Array.isArray(said) || said.some((each) => !reasons.some((it) => it === each))) return undefined
    return Object.fromEntries(reasons.map((it) => [it, said.includes(it)]))
  },
  write: (value) => JSON.stringify(reasons.filter((it) => isRecord(value) && value[it] === true)),
}

const twoKeys: PolicyField = {
  ...{ name: 'two_keys', wire: 'two_keys', takes: '`{ window: duration }` or `null`' },
  about: 'two people press two gadgets within this time of each other; a press that came too early is made again',
  read: (said) => {
    if (said === null) return null
    const isWindow = isRecord(said) && Object.keys(said).join() === 'window'
    const ms = isWindow ? readDuration(said.window) : undefined
    return ms === undefined ? undefined : { window_ms: ms }
  },
  write: (value) =>
    isRecord(value) && typeof value.window_ms === 'number' ? `{ window: ${writeDuration(value.window_ms)} }` : 'null',
}

const who = 'a list of people and groups'

/** Every field of a policy, once: the file, `boss gate policy` and docs/policy.md are made of this table. */
export const policyFields: readonly PolicyField[] = [
  asIs('approvers', {
    takes: `${who}, or \`null\``,
    about: 'who may unlock, reject, release and set to default; `null`: everybody with the role for it at this gate',
  }),
  asIs('approvals', { takes: '1 to 50', about: 'how many different people have to unlock' }),
  asIs('required', { takes: who, about: 'each of these has to be among those who unlock' }),
  asIs('allow_self_approval', { takes: 'true or false', about: 'whether who asked may unlock it' }),
  asIs('needs_press', { takes: 'true or false', about: 'at least one of them presses a gadget' }),
  twoKeys,
  needsReason,
  asIs('allow_release', {
    takes: 'true, false or `null`',
    about:
      'whether a release reaches this gate; `null`: only where one approval without a press and without two keys is enough',
  }),
  {
    ...duration('release_for', 'when a release ends by itself, where it names no end; `never`: when somebody ends it'),
    takes: 'a duration, or `never`',
    read: (said) => (said === 'never' ? null : readDuration(said)),
  },
  duration('lock_expires_after', 'when a lock ends that nobody answers; at 80 % of it there is a warning'),
  duration('approval_expires_after', 'when an approval ends that nobody claims'),
  duration('requester_gone_after', 'when a lock ends whose pipeline has gone away'),
  asIs('queue', {
    takes: '`fifo` or `newest-wins`',
    about: '`newest-wins`: a new request ends the older ones of the same pipeline and step',
  }),
  asIs('responders', { takes: who, about: 'who may let one request pass while the gate is blocked' }),
  asIs('bypass_needs', { takes: '1 or 2', about: 'how many different responders that takes' }),
  duration('bypass_expires_after', 'how long that is good: until the claim, at most a day'),
]

/** A value of a policy as the file would say it. */
export const saidIn = (policy: WirePolicy, field: PolicyField): string => field.write(policy[field.wire])
