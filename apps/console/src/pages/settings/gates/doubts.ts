import { allowsRelease, neededVotes, type Policy } from '@boss-deployer/gate'

/** What somebody may not have meant by a policy. */
export type Doubt = 'nobody' | 'too-few' | 'required-outside' | 'no-release'

const isGroup = (entry: string): boolean => entry.startsWith('group:')

/** What is doubtful about a policy, as far as its own text tells. How many a group has is not known here. */
export function doubtsOf(policy: Policy): readonly Doubt[] {
  const { approvers, required } = policy
  const doubts: Doubt[] = []
  if (approvers !== null) {
    const named = approvers.filter((entry) => !isGroup(entry)).length
    const hasGroups = approvers.some(isGroup)
    if (approvers.length === 0) doubts.push('nobody')
    else if (!hasGroups && named < neededVotes(policy)) doubts.push('too-few')
    const isOutside = (entry: string) => !isGroup(entry) && !approvers.includes(entry)
    if (!hasGroups && approvers.length > 0 && required.some(isOutside)) doubts.push('required-outside')
  }
  if (!allowsRelease(policy)) doubts.push('no-release')
  return doubts
}

/** The fields in which two policies differ. */
export const changedIn = (before: Policy, after: Policy): readonly string[] =>
  Object.entries(after).flatMap(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(Object.entries(before).find(([each]) => each === name)?.[1]) ? [] : name,
  )
