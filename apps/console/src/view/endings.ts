import { textIn, textsIn } from '../history/event.ts'
import type { Ending, EventView, OpenLock, View } from './view.ts'

const REMEMBERED = 100

/** The endings with these added, forgetting the oldest. */
export function withEndings(known: View['endings'], added: Iterable<readonly [string, Ending]>): View['endings'] {
  const all = new Map([...known, ...added])
  return all.size <= REMEMBERED ? all : new Map([...all].slice(-REMEMBERED))
}

/** How the locks ended that are not open any more, as the events of a sync tell it. */
export function endingsAfter(
  before: readonly OpenLock[],
  after: readonly OpenLock[],
  events: readonly EventView[],
): readonly (readonly [string, Ending])[] {
  const open = new Set(after.map(({ uuid }) => uuid))
  const left = before.filter(({ uuid }) => !open.has(uuid))
  if (left.length === 0) return []
  const told = new Map(events.flatMap(endingsIn))
  return left.map(({ uuid }) => [uuid, told.get(uuid) ?? { state: 'gone', by: null, reason: null }] as const)
}

function endingsIn(event: EventView): readonly (readonly [string, Ending])[] {
  const how = { by: event.by.name, reason: textIn(event, 'reason') }
  switch (event.type) {
    case 'claimed':
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'superseded': {
      const uuid = textIn(event, 'lock')
      return uuid === null ? [] : [[uuid, { state: event.type, ...how }]]
    }
    case 'mode-changed':
      return textsIn(event, 'killed').map((uuid) => [uuid, { state: 'killed', ...how }] as const)
    default:
      return []
  }
}
