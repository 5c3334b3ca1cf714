import type { RestClient } from '@boss-deployer/client/rest'
import { clientChannels, type WireError } from '@boss-deployer/protocol'

/** How it stands with what was asked, in the words that an agent reads. */
export interface Standing {
  readonly uuid: string | null
  readonly gate: string | null
  /** True only when the link has stored that it passes. Nothing else may be taken for a yes. */
  readonly passed: boolean
  readonly state: string
  readonly by: string | null
  readonly note: string | null
  readonly next: string
}

export interface Question {
  readonly pipeline: string
  readonly step: string
  readonly gate: string | undefined
  readonly requestId: string
  readonly commit: string | undefined
  readonly message: string | undefined
}

/** The longest wait of one call (the protocol's `wait`). */
const PART_S = 55

const ends: Readonly<Record<string, string>> = {
  rejected: 'Do not go on. Tell the person what the reason says.',
  killed: 'Do not go on: the gate is blocked. Ask again when it is open.',
  expired: 'Do not go on: nobody decided in time. Ask again when somebody is there.',
  cancelled: 'Do not go on: the request was taken back.',
  superseded: 'Do not go on: a newer request took its place.',
}

const refused = ({ code, message }: WireError): Standing => ({
  ...{ uuid: null, gate: null, passed: false, state: code, by: null, note: message },
  next: 'Do not go on. Nothing was approved.',
})

/** Asks, waits for a person, and claims. */
export async function askAndWait(client: RestClient, question: Question, waitS: number, signal: AbortSignal) {
  const { commit, message, ...rest } = question
  const body = { ...rest, hold: false, context: { commit, message } }
  const asked = await client.call('POST', '/locks', { body, schema: clientChannels.lock.answer, signal })
  return asked.ok ? waitAndClaim(client, { uuid: asked.value.lock, commit }, waitS, signal) : refused(asked.error)
}

interface Asked {
  readonly uuid: string
  readonly commit: string | undefined
}

/** Waits for the answer of a person, so many seconds at most, and claims a yes. */
export async function waitAndClaim(
  client: RestClient,
  { uuid, commit }: Asked,
  waitS: number,
  signal: AbortSignal,
): Promise<Standing> {
  for (let left = waitS; ; left -= PART_S) {
    const part = Math.max(0, Math.min(left, PART_S))
    const seen = await client.call('GET', `/locks/${uuid}`, {
      query: { wait: `${part}s` },
      schema: clientChannels.in.answer,
      deadlineMs: (part + 10) * 1_000,
      signal,
    })
    if (!seen.ok) return { ...refused(seen.error), uuid }
    const { state, gate, approvedBy, note, end } = seen.value
    const standing = { uuid, gate, state, by: end?.by ?? approvedBy, note: end?.reason ?? note }
    if (state === 'unlocked' || state === 'claimed') {
      const claimed = await client.call('POST', `/locks/${uuid}/claim`, {
        body: { gate, commit },
        schema: clientChannels.claim.answer,
        signal,
      })
      if (!claimed.ok) return { ...refused(claimed.error), uuid, gate }
      return { ...standing, state: 'claimed', passed: true, next: 'Go on. Call report when it is done.' }
    }
    if (state !== 'locked') return { ...standing, passed: false, next: ends[state] ?? 'Do not go on.' }
    if (left > PART_S) continue
    return { ...standing, passed: false, next: 'Do not go on yet: call wait_for_approval with this uuid.' }
  }
}
