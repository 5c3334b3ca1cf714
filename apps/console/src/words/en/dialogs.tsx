import type { ReactNode } from 'react'

/** What the questions before an order say. */
export const dialogs = {
  cancel: 'Cancel',
  reason: 'Reason',
  reject: {
    title: (lock: ReactNode) => <>Reject {lock}?</>,
    lead: 'The pipeline stops and exits with code 3. It can ask again with a new request.',
    hint: 'The pipeline prints it, and the history keeps it.',
  },
  release: {
    title: (gate: string) => `Release ${gate}?`,
    lead: 'Every pipeline that asks is let through, and recorded, until the release ends by itself.',
    pending: 'something waits here: answer it first, or unlock it with the release',
    unlockToo: (count: number) =>
      count === 1 ? 'Unlock the lock that waits, too' : `Unlock the ${count} locks that wait, too`,
    vote: (count: number) => `It counts as your vote${count === 1 ? '' : ' on each'}.`,
    reason: 'Reason (optional)',
    hint: 'The history keeps it.',
    for: 'For',
    until: (time: string) => `until ${time}`,
    times: ['15 min', '1 hour', '8 hours'],
  },
  block: {
    title: (gate: string) => `Block ${gate}?`,
    needsReason: 'a block needs a reason',
    waiting: (count: number) => `${count} waiting`,
    unlocked: (count: number) => `${count} unlocked but not yet claimed`,
    kills: (what: string) => `Kills ${what}.`,
    killsNothing: 'Nothing waits: nothing is killed.',
    below: (count: number) => `Holds for ${count} ${count === 1 ? 'gate' : 'gates'} below it as well.`,
    releases: (gates: string) => `Ends the release of ${gates}.`,
    refuses: 'Refuses every new request, until somebody sets it to default.',
    guarded: 'Stops guarded commands that run now.',
    stops: (count: number, isWhole: boolean) =>
      count === 0 && isWhole
        ? 'No guarded command runs now: none is stopped.'
        : `Stops ${isWhole ? '' : 'at least '}${count} guarded ${count === 1 ? 'command that runs' : 'commands that run'} now.`,
    hint: 'Everybody who is refused reads it.',
  },
}
