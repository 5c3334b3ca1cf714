type Wire = Readonly<Record<string, unknown>>
type Cell = string | number | null

const isRecord = (it: unknown): it is Wire => typeof it === 'object' && it !== null && !Array.isArray(it)

const own =
  (name: string) =>
  (event: Wire): Cell => {
    const value = event[name]
    return typeof value === 'string' || typeof value === 'number' ? value : null
  }
const nested =
  (record: string, name: string) =>
  (event: Wire): Cell => {
    const value = event[record]
    return isRecord(value) ? own(name)(value) : null
  }

/** The columns of a table of the history, for people, with what an event has in each. Events are as the link says them. */
export const historyColumns: Readonly<Record<string, (event: Wire) => Cell>> = {
  sequence: own('sequence'),
  at: own('at'),
  type: own('type'),
  gate: own('gate'),
  by: nested('by', 'name'),
  by_id: nested('by', 'id'),
  via: nested('by', 'via'),
  device: nested('by', 'device'),
  lock: own('lock'),
  pipeline: own('pipeline'),
  step: own('step'),
  commit: own('commit'),
  mode: own('to'),
  outcome: own('outcome'),
  reason: (event) => own('reason')(event) ?? own('note')(event),
}
