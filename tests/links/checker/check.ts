import { type HistoryEvent, readHistory } from './history.ts'
import type { Command, Observation, Of } from './observation.ts'
import { replay } from './replay.ts'

interface Answered {
  readonly asked: Of<'asked'>
  readonly answer: Of<'answered'>
  /** The event that did it; null: it was refused, or it repeats what was done. */
  readonly event: HistoryEvent | null
}

const doneBy: Readonly<Record<Command['type'], readonly string[]>> = {
  lock: ['locked'],
  unlock: ['unlocked', 'voted', 'unchanged'],
  reject: ['rejected', 'unchanged'],
  claim: ['claimed'],
  cancel: ['cancelled'],
  status: ['mode-changed', 'unchanged'],
}

/**
 * What is wrong between what clients saw and the history that the links left: nothing acknowledged may be missing, nothing
 * may be there twice, whoever was answered before another asked comes first, and all saw one and the same order.
 */
export function check(observations: readonly Observation[], exported: string): readonly string[] {
  const history = readHistory(exported)
  const replayed = replay(history.events)
  const answered = answeredBy(observations, history.events)
  return [
    ...history.faults,
    ...replayed.faults,
    ...doubled(history.events),
    ...answered.flatMap((each) => faultsOf(each, replayed.locks)),
    ...orderFaults(answered),
    ...observations.flatMap((each) => heardFaults(each, replayed)),
  ]
}

function answeredBy(observations: readonly Observation[], events: readonly HistoryEvent[]): readonly Answered[] {
  const byRequest = new Map(events.flatMap((event) => (event.request ? [[event.request.id, event] as const] : [])))
  const byLock = new Map(
    events.flatMap((event) => (event.lock ? [[`${event.type} ${event.lock}`, event] as const] : [])),
  )
  const asked = new Map(observations.flatMap((each) => (each.kind === 'asked' ? [[each.id, each] as const] : [])))
  return observations.flatMap((answer) => {
    if (answer.kind !== 'answered') return []
    const question = asked.get(answer.id)
    if (!question) return []
    const { command } = question
    const event =
      'request_id' in command
        ? byRequest.get(command.request_id)
        : byLock.get(`${command.type === 'claim' ? 'claimed' : 'cancelled'} ${command.lock}`)
    return [{ asked: question, answer, event: event ?? null }]
  })
}

function doubled(events: readonly HistoryEvent[]): readonly string[] {
  const seen = new Map<string, number>()
  return events.flatMap(({ request, sequence }) => {
    if (!request) return []
    const before = seen.get(request.id)
    seen.set(request.id, sequence)
    return before === undefined ? [] : [`events ${before} and ${sequence} are both of the request ${request.id}`]
  })
}

/** An answer against what the history has of it. */
function faultsOf(
  { asked: { id, client, command }, answer, event }: Answered,
  locks: ReadonlyMap<string, { readonly state: string }>,
): readonly string[] {
  const what = `${client} was told of ${id} (${command.type})`
  if (answer.refused === null) {
    if (!event) return [`${what} that it was done, and the history does not have it`]
    if (!doneBy[command.type].includes(event.type))
      return [`${what} that it was done, and event ${event.sequence} is ${event.type}`]
    // Whoever rejects after another changes nothing, and a reject is final.
    const end = command.type === 'reject' ? locks.get(command.lock)?.state : 'rejected'
    if (end !== 'rejected') return [`${what} that it was done, and the lock is ${end ?? 'unknown'}`]
    const isOther = command.type === 'lock' && answer.lock !== event.lock
    return isOther ? [`${what} the lock ${answer.lock ?? '?'}, and the history has ${event.lock ?? '?'}`] : []
  }
  if (event && doneBy[command.type].includes(event.type) && event.type !== 'unchanged')
    return [`${what} ${answer.refused}, and event ${event.sequence} did it`]
  const known = 'lock' in command ? locks.get(command.lock) : undefined
  return answer.refused === 'lock_ended' && known?.state === 'locked'
    ? [`${what} that the lock has ended, and it is open`]
    : []
}

/** Whoever was answered before another asked is before it in the history. */
function orderFaults(answered: readonly Answered[]): readonly string[] {
  const done = answered.flatMap(({ asked, answer, event }) =>
    answer.refused === null && event ? [{ asked: asked.at, answered: answer.at, event, id: asked.id }] : [],
  )
  const byQuestion = [...done].sort((one, other) => one.asked - other.asked)
  const byAnswer = [...done].sort((one, other) => one.answered - other.answered)
  const faults: string[] = []
  let latest: (typeof done)[number] | null = null
  let next = 0
  for (const each of byQuestion) {
    for (let one = byAnswer[next]; one && one.answered < each.asked; one = byAnswer[next]) {
      if (!latest || one.event.sequence > latest.event.sequence) latest = one
      next += 1
    }
    // A repeated message is answered by the event of its first time.
    if (
      latest &&
      latest.event.sequence > each.event.sequence &&
      !done.some((first) => first !== each && first.event === each.event)
    )
      faults.push(`${latest.id} was answered before ${each.id} was asked, and comes after it in the history`)
  }
  return faults
}

const stateOfChannel: Readonly<Record<string, string>> = { claimed: 'claimed', reject: 'rejected' }

/** What somebody heard or saw against how the history ends. */
function heardFaults(seen: Observation, { locks, modes }: ReturnType<typeof replay>): readonly string[] {
  if (seen.kind === 'heard') {
    const told = seen.state ?? stateOfChannel[seen.channel]
    const known = locks.get(seen.lock)
    if (!known) return [`${seen.client} heard of ${seen.lock}, which the history does not have`]
    return told === undefined || told === known.state
      ? []
      : [`${seen.client} heard that ${seen.lock} is ${told}, and it ended ${known.state}`]
  }
  if (seen.kind !== 'saw') return []
  const open = [...locks].flatMap(([id, { state }]) => (state === 'locked' || state === 'unlocked' ? id : []))
  const others = Object.entries(seen.gates).filter(([gate, mode]) => modes.get(gate) !== mode)
  return [
    ...others.map(([gate, mode]) => `${seen.client} saw ${gate} as ${mode}, and it is ${modes.get(gate) ?? 'unknown'}`),
    ...(open.toSorted().join() === [...seen.open].sort().join()
      ? []
      : [`${seen.client} saw other open locks than there are`]),
  ]
}
