import { useState } from 'react'
import type { Action } from '../../actions/action.ts'
import { block, release, toDefault } from '../../actions/gate-actions.ts'
import { unlock } from '../../actions/lock-actions.ts'
import { type Refusal, refusalWords } from '../../show/words.ts'
import { useHere, useLive, usePage } from '../../ui/context.ts'
import type { GateView } from '../../view/view.ts'
import { useWords } from '../../words/words.ts'
import type { Pressed } from './press.ts'
import { useGadgetWords } from './words.ts'

const HOUR = 60 * 60_000
const FELT_MS = 30

export type Deed = Exclude<Pressed['did'], null>

export interface Order {
  /** What is on its way: its colour holds until the link has said what came of it. */
  readonly pending: Deed | null
  readonly said: string | null
  readonly isRefused: boolean
  readonly press: (pressed: Pressed) => Promise<void>
}

/** What a press becomes: the same order that the first page gives, with the same right. */
export function useOrder(gate: GateView): Order {
  const words = useGadgetWords()
  const first = useWords()
  const { live } = usePage()
  const { view, standing } = useLive()
  const here = useHere()
  const [pending, setPending] = useState<Deed | null>(null)
  const [came, setCame] = useState<{ readonly said: string; readonly isRefused: boolean } | null>(null)

  const refuse = (said: string) => setCame({ said, isRefused: true })
  const refuseFor = (why: Refusal) => refuse(refusalWords(first, why))

  async function order<T, I>(did: Deed, action: Action<T, I>, target: T, input: I) {
    const enabled = action.enabled(view, target, here)
    if (standing.state !== 'live') return refuse(words.shows.away)
    if (!enabled.isOn) return refuseFor(enabled)
    setPending(did)
    setCame(null)
    const answer = await action.perform(live.client, target, input)
    setPending(null)
    if (!answer.ok) return refuseFor(answer.error)
    if ('vibrate' in navigator) navigator.vibrate(FELT_MS)
    setCame({ said: words.done[did], isRefused: false })
  }

  async function press(pressed: Pressed): Promise<void> {
    if (pending) return
    const { reason } = words
    switch (pressed.did) {
      case null:
        return refuse(words[pressed.why])
      case 'unlock': {
        const lock = view.locks.find(({ uuid }) => uuid === pressed.uuid)
        return lock ? order(pressed.did, unlock, lock, undefined) : refuse(words.ended)
      }
      case 'release':
        return order(pressed.did, release, gate, { forMs: HOUR, approvePending: false, reason })
      case 'block':
        return order(pressed.did, block, gate, { reason })
      case 'default':
        return order(pressed.did, toDefault, gate, undefined)
    }
  }
  return { pending, said: pending ? words.sent : (came?.said ?? null), isRefused: came?.isRefused === true, press }
}
