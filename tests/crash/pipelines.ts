import { connectLink, type Waited, waitForLock } from '@boss-deployer/client'

export interface Passage {
  readonly uuid: string
  readonly claimedAt: string
}

export interface PipelineRun {
  readonly passed: readonly Passage[]
  /** Every uuid that the link ever told this pipeline. */
  readonly told: ReadonlySet<string>
  /** Ends other than passing. */
  readonly others: readonly Waited[]
}

interface Asking {
  readonly url: string
  readonly token: string
  readonly name: string
  /** No new lock is asked for after this. */
  readonly until: AbortSignal
  readonly onPassed?: () => void
}

/** A pipeline that asks again and again over one socket, as a CI would, through restarts of the link. */
export async function runPipeline({ url, token, name, until, onPassed }: Asking): Promise<PipelineRun> {
  await using link = connectLink({ url, token, role: 'pipeline', reconnectMs: [20, 200] })
  const passed: Passage[] = []
  const told = new Set<string>()
  const others: Waited[] = []
  for (let round = 0; !until.aborted; round += 1) {
    const ask = { pipeline: name, step: 'deploy', requestId: `${name}-${round}` }
    const waited = await waitForLock(link, { ask }, { onProgress: ({ uuid }) => void (uuid && told.add(uuid)) })
    if (waited.outcome !== 'passed') others.push(waited)
    else {
      passed.push({ uuid: waited.uuid, claimedAt: waited.claimedAt })
      onPassed?.()
    }
  }
  return { passed, told, others }
}
