import { atNextTurn, type CallRow, type Calls, isCallAt } from './calls.ts'

/** `check` throws once the store is closed. */
export function memoryCalls(check: () => unknown): Calls {
  const rows = new Map<string, CallRow>()
  const all = (): CallRow[] => {
    check()
    return [...rows.values()]
  }
  return {
    add: async (calls) => {
      check()
      for (const call of calls) if (!rows.has(call.id)) rows.set(call.id, call)
    },
    due: async (integration, now, limit) =>
      all()
        .filter((call) => call.integration === integration && call.state === 'asked' && call.dueAt <= now)
        .sort((one, other) => one.dueAt - other.dueAt || (one.id < other.id ? -1 : 1))
        .slice(0, limit),
    swap: async (known, to) => {
      check()
      if (rows.get(known.id)?.turn !== known.turn) return false
      rows.set(known.id, atNextTurn(known, to))
      return true
    },
    list: async ({ gate, lock }, before, limit) =>
      all()
        .filter((call) => isCallAt(call, gate) && (lock === null || call.lock === lock))
        .filter(({ id }) => before === null || id < before)
        .sort((one, other) => (one.id < other.id ? 1 : -1))
        .slice(0, limit),
    forget: async (before) => {
      const old = all().filter(({ askedAt }) => askedAt < before)
      for (const { id } of old) rows.delete(id)
      return old.length
    },
  }
}
