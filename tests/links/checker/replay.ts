import type { HistoryEvent } from './history.ts'

const ends = ['rejected', 'expired', 'cancelled', 'superseded', 'claimed']
/** From which states an event may take a lock on: the rules of the product, said here once more and by themselves. */
const from: Readonly<Record<string, readonly string[]>> = {
  unlocked: ['locked'],
  voted: ['locked'],
  rejected: ['locked'],
  claimed: ['unlocked'],
  expired: ['locked', 'unlocked'],
  cancelled: ['locked', 'unlocked'],
  superseded: ['locked', 'unlocked'],
}

export interface Replayed {
  readonly faults: readonly string[]
  /** How each lock stands at the end. */
  readonly locks: ReadonlyMap<string, { readonly state: string; readonly gate: string }>
  /** The mode of each gate at the end. */
  readonly modes: ReadonlyMap<string, string>
}

const isBelow = (gate: string, top: string): boolean => top === 'root' || gate === top || gate.startsWith(`${top}.`)

/** Goes through a history by the rules, and says where it breaks one. */
export function replay(events: readonly HistoryEvent[]): Replayed {
  const faults: string[] = []
  const locks = new Map<string, { state: string; gate: string }>()
  const modes = new Map<string, string>([['root', 'default']])
  const isBlocked = (gate: string) => [...modes].some(([top, mode]) => mode === 'blocked' && isBelow(gate, top))

  for (const { type, sequence, gate, lock, to, killed = [], ended = [] } of events) {
    const fault = (what: string) => faults.push(`event ${sequence}: ${what}`)
    if (type === 'gate-added') modes.set(gate, 'default')
    if (type === 'mode-changed') {
      modes.set(gate, to ?? 'default')
      for (const path of ended) {
        if (to !== 'blocked' || !isBelow(path, gate) || modes.get(path) !== 'released')
          fault(`ends a release of ${path}, which is ${modes.get(path) ?? 'unknown'}`)
        modes.set(path, 'default')
      }
      const released = [...modes].filter(([path, mode]) => mode === 'released' && path !== gate && isBelow(path, gate))
      if (to === 'blocked' && released.length > 0) fault(`blocks and leaves ${released.length} releases below`)
      for (const id of killed) {
        const known = locks.get(id)
        if (known?.state !== 'locked' && known?.state !== 'unlocked')
          fault(`kills ${id}, which is ${known?.state ?? 'unknown'}`)
        if (known) known.state = 'killed'
      }
      const left = [...locks].filter(([, at]) => isBelow(at.gate, gate) && ['locked', 'unlocked'].includes(at.state))
      if (to === 'blocked' && left.length > 0) fault(`blocks and leaves ${left.length} locks open`)
    }
    if (type === 'locked' && lock) {
      if (locks.has(lock)) fault(`${lock} is asked for twice`)
      if (isBlocked(gate)) fault(`${lock} is locked below a blocked gate`)
      locks.set(lock, { state: 'locked', gate })
    }
    const before = from[type]
    if (!before || !lock) continue
    const known = locks.get(lock)
    if (!known || !before.includes(known.state)) fault(`${type} of ${lock}, which is ${known?.state ?? 'unknown'}`)
    if (type === 'claimed' && isBlocked(gate)) fault(`${lock} passes a blocked gate`)
    if (known && type === 'unlocked') known.state = 'unlocked'
    if (known && ends.includes(type)) known.state = type
  }
  return { faults, locks, modes }
}
