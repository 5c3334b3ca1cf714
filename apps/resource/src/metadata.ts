import type { Camel, LockViewWire } from '@boss-deployer/protocol'
import { spoken } from './duration.ts'
import type { Source } from './payload.ts'
import { plain } from './plain.ts'

export type Lock = Camel<LockViewWire>

/** Where people see a lock. */
export const pageOf = ({ url }: Pick<Source, 'url'>, uuid: string): string =>
  `${url.replace(/[?#].*$/, '').replace(/\/+$/, '')}/locks/${uuid}`

/** What Concourse shows beside the version; an address becomes a link there. */
export function metadataOf(
  lock: Lock,
  source: Pick<Source, 'url'>,
): readonly { readonly name: string; readonly value: string }[] {
  const shown = {
    'approved by': lock.approvedBy,
    way: lock.via,
    waited: lock.timeLocked === null ? null : spoken(lock.timeLocked),
    note: lock.note,
    gate: lock.gate,
    step: lock.step,
    commit: lock.commit,
    requester: lock.requester,
    'unlocked at': lock.unlockedAt,
    'claimed at': lock.claimedAt,
    lock: pageOf(source, lock.uuid),
  }
  return Object.entries(shown).flatMap(([name, value]) => (value ? [{ name, value: plain(value) }] : []))
}

/** The file that the jobs behind the gate read, and that `verify` reads again. */
export const approvalFile = (lock: Lock): string =>
  `${JSON.stringify(
    {
      lock: lock.uuid,
      gate: lock.gate,
      pipeline: lock.pipeline,
      step: lock.step,
      commit: lock.commit,
      approved_by: lock.approvedBy,
      approvers: lock.votes.map(({ id, name, via }) => ({ id, name, via })),
      via: lock.via,
      note: lock.note,
      requester: lock.requester,
      locked_at: lock.lockedAt,
      unlocked_at: lock.unlockedAt,
      claimed_at: lock.claimedAt,
      time_locked: lock.timeLocked,
    },
    null,
    2,
  )}\n`
