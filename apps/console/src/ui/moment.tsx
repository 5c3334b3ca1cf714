import { clockTime, duration, endTime, exactTime, roughly } from '../show/time.ts'
import { useWords } from '../words/words.ts'
import { useNow } from './context.ts'

const HOUR = 60 * 60_000

interface MomentProps {
  readonly at: string
}

/** The time of day; exactly on hover. */
export const ClockTime = ({ at }: MomentProps) => (
  <time dateTime={at} title={exactTime(at)}>
    {clockTime(at)}
  </time>
)

/** How long ago something was, ticking. */
export function Age({ at }: MomentProps) {
  const now = useNow()
  return (
    <time dateTime={at} title={exactTime(at)}>
      {roughly(now - Date.parse(at))}
    </time>
  )
}

/** When something ends and how long that is from now, counting down. */
export function Until({ at }: MomentProps) {
  const now = useNow()
  const { time } = useWords()
  const left = Date.parse(at) - now
  return (
    <time className="until" dateTime={at} title={exactTime(at)}>
      <span>{endTime(at, now)}</span>{' '}
      <span>({left > 0 ? time.left(left < HOUR ? duration(left) : roughly(left)) : time.now})</span>
    </time>
  )
}
