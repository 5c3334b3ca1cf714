import { restAnswers } from '@boss-deployer/protocol'
import { useEffect, useState } from 'react'
import { call, fetchHere } from '../api/rest.ts'

/** What a block of the gate would stop. `isWhole`: there is no more than that. */
export interface Guarded {
  readonly running: number
  readonly isWhole: boolean
}

/** As the link knew when it was asked; null until then, and where it does not say. */
export function useGuarded(gate: string): Guarded | null {
  const [guarded, setGuarded] = useState<Guarded | null>(null)
  useEffect(() => {
    let isOver = false
    const path = `/gates/${encodeURIComponent(gate)}/guarded`
    void call(fetchHere, { method: 'GET', path, schema: restAnswers.guarded }).then((answer) => {
      if (!isOver && answer.ok) setGuarded(answer.value.value)
    })
    return () => {
      isOver = true
    }
  }, [gate])
  return guarded
}
