import { useState } from 'react'
import type { Action, Enabled } from '../actions/action.ts'
import { type Refusal, refusalWords } from '../show/words.ts'
import { useWords } from '../words/words.ts'
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
  readonly say: (refusal: Refusal | null) => void
}

const away: Enabled = { isOn: false, code: 'away', message: 'the link is away' }

/** An action on a target: whether it is on, whether it is under way, and what the link said against it. */
export function useAction<Target, Input>(action: Action<Target, Input>, target: Target): Running<Input> {
  const words = useWords()
  const { live } = usePage()
  const { view, standing } = useLive()
  const here = useHere()
  const [isPending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [isAsked, setAsked] = useState(false)
  const enabled = standing.state === 'live' ? action.enabled(view, target, here) : away
  const why = isAsked && !enabled.isOn && !isPending ? refusalWords(words, enabled) : null

  function say(it: Refusal | null) {
    setRefusal(it && refusalWords(words, it))
    setAsked(false)
  }
  async function run(input: Input): Promise<boolean> {
    if (isPending) return false
    setPending(true)
    say(null)
    const answer = await action.perform(live.client, target, input)
    setPending(false)
    if (!answer.ok) {
      const said = refusalWords(words, answer.error)
      setRefusal(answer.error.code === 'unavailable' ? `${said} ${words.lookFirst}` : said)
    }
    return answer.ok
  }
  function tellWhy() {
    setRefusal(null)
    setAsked(true)
  }
  return { enabled, isPending, error: refusal ?? why, run, tellWhy, say }
}
