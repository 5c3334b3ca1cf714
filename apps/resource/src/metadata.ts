import type { Camel, LockViewWire } from '@boss-deployer/protocol'
import { spoken } from './duration.ts'
import { plain } from './plain.ts'

export type Lock = Camel<LockViewWire>

/** What Concourse shows beside the version. */
export function metadataOf(lock: Lock): readonly { readonly name: string; readonly value: string }[] {
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
