import { describe, expect, it } from 'vitest'
import { valuesOf } from './sorted.ts'
import { gateOf, gatesAtOrBelow, headOf, lockOf, placeOf, queueLengthOf, type State } from './state.ts'
import { inAnyHistory } from './testing/history.ts'
import { gates } from './testing/moves.ts'
import { isOpenState, line, type Naive, naive, tell } from './testing/naive.ts'

describe('in any history', { timeout: 30_000 }, () => {
  it('place, head and length are those of a plain list in order of request', () => {
    inAnyHistory((taken) => {
      const model = naive()
      for (const { applied } of taken) {
        for (const event of applied.events) tell(model, event)
        expect(gates.map((top) => queueAt(applied.state, top))).toEqual(gates.map((top) => naiveQueueAt(model, top)))
      }
    })
  })

  it('what is due is exactly the ends of open locks and releases, and the warnings', () => {
    inAnyHistory((taken) => {
      for (const { applied } of taken) {
        const { state } = applied
        const locks = [...valuesOf(state.locks)].filter((lock) => isOpenState(lock.state))
        const ends = locks.flatMap(({ expiresAt, warnAt, id }) => [
          `${expiresAt} expire ${id}`,
          ...(warnAt === null ? [] : [`${warnAt} warn ${id}`]),
        ])
        const releases = [...gatesAtOrBelow(state, 'root')].flatMap(({ path, standing }) =>
          standing.until === null ? [] : [`${standing.until} end-release ${path}`],
        )
        const bypasses = [...gatesAtOrBelow(state, 'root')].flatMap(({ standing }) =>
          standing.bypasses.map(({ id, expiresAt }) => `${expiresAt} end-bypass ${id}`),
        )
        const due = [...valuesOf(state.due)].map((it) => {
          const about = it.type === 'end-release' ? it.gate : it.type === 'end-bypass' ? it.bypass : it.lock
          return `${it.at} ${it.type} ${about}`
        })
        expect(due).toEqual([...ends, ...releases, ...bypasses].sort())
      }
    })
  })

  it('under newest-wins a request leaves no older one of its pipeline and step open', () => {
    inAnyHistory((taken) => {
      for (const { command, applied } of taken) {
        if (command.type !== 'lock' || !applied.events.some((event) => event.type === 'locked')) continue
        if (gateOf(applied.state, command.gate)?.policy.queue !== 'newest-wins') continue
        const { gate, pipelineKey, step } = command
        const open = [...valuesOf(applied.state.locks)].filter((lock) => isOpenState(lock.state))
        const series = open.filter(
          (lock) => lock.gate === gate && lock.pipelineKey === pipelineKey && lock.step === step,
        )
        expect(series.map(({ id }) => id)).toEqual([command.lock])
      }
    })
  })
})

function queueAt(state: State, top: string) {
  const gate = gateOf(state, top)
  const own = [...valuesOf(gate?.waiting ?? null)]
  return {
    head: headOf(state, top)?.id,
    length: queueLengthOf(state, top),
    own,
    places: own.flatMap((id) => lockOf(state, id) ?? []).map((lock) => placeOf(state, lock)),
    unlocked: [...valuesOf(gate?.unlocked ?? null)],
  }
}

function naiveQueueAt({ locks }: Naive, top: string) {
  const all = [...locks].map(([id, lock]) => ({ id, ...lock }))
  const queue = all.filter(({ gate, state }) => state === 'locked' && line(gate).includes(top))
  const own = queue.filter(({ gate }) => gate === top).map(({ id }) => id)
  return {
    head: queue[0]?.id,
    length: queue.length,
    own,
    places: own.map((_, n) => n + 1),
    unlocked: all.filter(({ gate, state }) => gate === top && state === 'unlocked').map(({ id }) => id),
  }
}
