import { useState } from 'react'
import type { Action, Enabled } from '../actions/action.ts'
import { sentence } from '../show/words.ts'
import { useHere, useLive, usePage } from './context.ts'

export interface Running<Input> {
  readonly enabled: Enabled
  readonly isPending: boolean
  /** Why the last attempt was refused, or, when asked, why it is off; a sentence. */
  readonly error: string | null
  /** Performs it; the answer is whether it was accepted. */
  readonly run: (input: Input) => Promise<boolean>
  /** Tells why it is off, for as long as it is. */
  readonly tellWhy: () => void
  readonly say: (error: string | null) => void
}

const away: Enabled = { isOn: false, reason: 'the link is away' }

/** An action on a target: whether it is on, whether it is under way, and what the link said against it. */
export function useAction<Target, Input>(action: Action<Target, Input>, target: Target): Running<Input> {
  const { live } = usePage()
  const { view, standing } = useLive()
  const here = useHere()
  const [isPending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [isAsked, setAsked] = useState(false)
  const enabled = standing.state === 'live' ? action.enabled(view, target, here) : away
  const why = isAsked && !enabled.isOn && !isPending ? sentence(enabled.reason) : null

  function say(error: string | null) {
    setRefusal(error === null ? null : sentence(error))
    setAsked(false)
  }
  async function run(input: Input): Promise<boolean> {
    if (isPending) return false
    setPending(true)
    say(null)
    const answer = await action.perform(live.client, target, input)
    setPending(false)
    if (!answer.ok) setRefusal(refusalOf(answer.error))
    return answer.ok
  }
  function tellWhy() {
    setRefusal(null)
    setAsked(true)
  }
  return { enabled, isPending, error: refusal ?? why, run, tellWhy, say }
}

function refusalOf({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code !== 'unavailable') return sentence(message)
  return `${sentence(message)} Look at what is shown before you try again.`
}
