import { connectLink, exitOf, type Waited, waitForLock } from '@boss-deployer/client'
import { durationMs, spoken } from './duration.ts'
import { answered, type Ending, failed } from './ending.ts'
import { metadataOf, pageOf } from './metadata.ts'
import type { LockParams, Source } from './payload.ts'
import { progressTeller } from './progress.ts'
import type { Request } from './request.ts'
import type { Call } from './run.ts'

/** Asks, waits for the boss, and claims: the version is printed only when the claim is stored. */
export async function waitForBoss(
  source: Source,
  params: LockParams,
  request: Request,
  { say, signal }: Call,
): Promise<Ending> {
  const timeoutMs = params.timeout === undefined ? null : durationMs(params.timeout)
  const { url, token } = source
  await using link = connectLink({ url, token, role: 'pipeline' })
  const waited = await waitForLock(
    link,
    { ask: request },
    {
      signal,
      onProgress: progressTeller(say, (uuid) => pageOf(source, uuid)),
      ...(timeoutMs === null ? {} : { timeoutMs }),
    },
  )
  if (waited.outcome !== 'passed') return failed(exitOf(waited), reasonOf(waited))
  say(`approved${waited.by === null ? '' : ` by ${waited.by}`} after ${spoken(waited.waitedMs)}`)
  const metadata = waited.lock === null ? [] : metadataOf(waited.lock, source)
  return answered({ version: { lock: waited.uuid }, metadata })
}

const words: Readonly<Record<Exclude<Waited['outcome'], 'passed'>, string>> = {
  rejected: 'rejected',
  killed: 'killed: the gate is blocked',
  expired: 'expired',
  cancelled: 'cancelled',
  superseded: 'superseded by a newer request',
  'timed-out': 'nobody decided in time',
  unreachable: 'the link cannot be reached',
  refused: 'refused',
}

function reasonOf(waited: Exclude<Waited, { outcome: 'passed' }>): string {
  const by = waited.by === null ? '' : ` by ${waited.by}`
  const note = waited.note === null ? '' : `: ${waited.note}`
  const error = waited.error === null ? '' : ` (${waited.error.code}: ${waited.error.message})`
  return `${words[waited.outcome]}${by}${note}${error}, after ${spoken(waited.waitedMs)}`
}
