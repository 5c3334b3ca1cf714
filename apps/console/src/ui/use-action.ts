import { useState } from 'react'
import type { Action, Enabled } from '../actions/action.ts'
import { sentence } from '../show/words.ts'
import { useHere, useLive, usePage } from './context.ts'

export interface Running<Input> {
  readonly enabled: Enabled
  readonly isPending: boolean
  /** Why the last attempt was refused, as a sentence. */
  readonly error: string | null
  /** Performs it; the answer is whether it was accepted. */
  readonly run: (input: Input) => Promise<boolean>
  /** Shows why it is off, or what it said before. */
  readonly say: (error: string | null) => void
}

/** An action on a target: whether it is on, whether it is under way, and what the link said against it. */
export function useAction<Target, Input>(action: Action<Target, Input>, target: Target): Running<Input> {
  const { live } = usePage()
  const { view, standing } = useLive()
  const here = useHere()
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const enabled: Enabled =
    standing.state === 'live' ? action.enabled(view, target, here) : { isOn: false, reason: 'the link is away' }

  async function run(input: Input): Promise<boolean> {
    if (isPending) return false
    setPending(true)
    setError(null)
    const answer = await action.perform(live.client, target, input)
    setPending(false)
    if (!answer.ok) setError(refusalOf(answer.error))
    return answer.ok
  }

  return { enabled, isPending, error, run, say: (it) => setError(it === null ? null : sentence(it)) }
}

function refusalOf({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code !== 'unavailable') return sentence(message)
  return `${sentence(message)} Look at what is shown before you try again.`
}
