import { restClient } from '@boss-deployer/client/rest'
import { clientChannels, lockView } from '@boss-deployer/protocol'
import type { Context } from '../command/command.ts'
import type { Address } from '../link/address.ts'
import { gateMeant } from '../link/operator.ts'
import { line } from '../terminal/style.ts'
import { readChangelog } from './changelog.ts'

interface Of {
  readonly gate: string | undefined
  readonly pipeline: string
  readonly step: string
  readonly commit: string
}

/**
 * What has changed since the last approval of this pipeline and step, from the git repository of this folder. Who
 * approves is told more by it and a lock is as good without: where there is none, that is said and nothing else happens.
 */
export async function changelogSinceApproved(
  { out }: Context,
  address: Address,
  { gate, pipeline, step, commit }: Of,
): Promise<readonly string[]> {
  const skip = (why: string) => {
    out.tell({ changelog: null, why }, line`${out.errorStyle.yellow('no changelog')}  ${why}`)
    return []
  }
  const client = restClient(address)
  const path = `/gates/${await gateMeant(client, gate)}/approved`
  const approved = await client.call('GET', path, { query: { pipeline, step }, schema: clientChannels.approved.answer })
  if (!approved.ok) return skip(approved.error.message)
  const uuid = approved.value.locks.at(-1)
  if (uuid === undefined) return skip('nothing was approved before of this pipeline and step')
  const before = await client.call('GET', `/locks/${uuid}`, { schema: lockView })
  if (!before.ok) return skip(before.error.message)
  if (before.value.commit === null) return skip('the approval before names no commit')
  const changelog = await readChangelog(process.cwd(), before.value.commit, commit)
  return changelog.ok ? changelog.lines : skip(changelog.why)
}
