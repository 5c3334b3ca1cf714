import { useState } from 'react'
import { remember, remembered } from '../shell/remembered.ts'
import { useLive } from './context.ts'

const NAME = 'first-run'

interface FirstRun {
  readonly isOn: boolean
  readonly dismiss: () => void
}

/** Whether this link has approved nothing yet, all of its short record read, and nobody here has seen enough of it. */
export function useFirstRun(): FirstRun {
  const { log } = useLive()
  const [isDismissed, setDismissed] = useState(() => remembered(NAME) !== null)
  const isYoung = log.state !== 'unread' && !log.more
  const isOn = isYoung && !isDismissed && !log.events.some(({ type }) => type === 'unlocked')
  function dismiss() {
    remember(NAME, 'dismissed')
    setDismissed(true)
  }
  return { isOn, dismiss }
}
