import { isOpen, type Lock, type LockId } from './lock.ts'
import { get, remove, type Sorted, set } from './sorted.ts'
import { type Due, type Gate, gateOf, lockOf, type State, seriesKey } from './state.ts'

const pad = (at: number): string => String(at).padStart(16, '0')

function duesOfLock(lock: Lock): readonly Due[] {
  if (!isOpen(lock)) return []
  const expire: Due = { type: 'expire', at: lock.expiresAt, lock: lock.id }
  return lock.warnAt === null ? [expire] : [{ type: 'warn', at: lock.warnAt, lock: lock.id }, expire]
}

function duesOfGate({ standing, path }: Gate): readonly Due[] {
  const bypasses = standing.bypasses.map(
    ({ id, expiresAt }): Due => ({ type: 'end-bypass', at: expiresAt, gate: path, bypass: id }),
  )
  return standing.until === null ? bypasses : [{ type: 'end-release', at: standing.until, gate: path }, ...bypasses]
}

function dueKey(due: Due): string {
  const about = due.type === 'end-release' ? due.gate : due.type === 'end-bypass' ? due.bypass : due.lock
  return `${pad(due.at)} ${due.type} ${about}`
}

function replaceDues(due: State['due'], before: readonly Due[], after: readonly Due[]): State['due'] {
  const without = before.reduce((map, each) => remove(map, dueKey(each)), due)
  return after.reduce((map, each) => set(map, dueKey(each), each), without)
}

/** The state with this gate as it is now. Every index that speaks of gates is kept here and nowhere else. */
export function putGate(state: State, gate: Gate): State {
  const before = gateOf(state, gate.path)
  return {
    ...state,
    gates: set(state.gates, gate.path, gate),
    due: replaceDues(state.due, before ? duesOfGate(before) : [], duesOfGate(gate)),
  }
}

/** The state with this lock as it is now. Every index that speaks of locks is kept here and nowhere else. */
export function putLock(state: State, lock: Lock): State {
  const before = lockOf(state, lock.id)
  const gate = gateOf(state, lock.gate)
  const queued = (queue: Sorted<number, LockId>, holds: boolean) =>
    holds ? set(queue, lock.order, lock.id) : remove(queue, lock.order)
  return {
    ...state,
    gates: gate
      ? set(state.gates, gate.path, {
          ...gate,
          waiting: queued(gate.waiting, lock.state === 'locked'),
          unlocked: queued(gate.unlocked, lock.state === 'unlocked'),
        })
      : state.gates,
    locks: set(state.locks, lock.id, lock),
    series: (before ? isOpen(before) : false) === isOpen(lock) ? state.series : putSeries(state.series, lock),
    due: replaceDues(state.due, before ? duesOfLock(before) : [], duesOfLock(lock)),
    closed: isOpen(lock) ? state.closed : set(state.closed, lock.id, lock.id),
  }
}

function putSeries(all: State['series'], lock: Lock): State['series'] {
  const key = seriesKey(lock)
  const series = get(all, key) ?? null
  const next = isOpen(lock) ? set(series, lock.order, lock.id) : remove(series, lock.order)
  return next === null ? remove(all, key) : set(all, key, next)
}
