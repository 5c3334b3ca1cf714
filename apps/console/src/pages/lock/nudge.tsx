import { nudge } from '../../actions/nudge.ts'
import { lockName } from '../../history/lock-name.ts'
import { plain } from '../../show/plain.ts'
import { ActionButton, Refusal } from '../../ui/action-button.tsx'
import { Age } from '../../ui/moment.tsx'
import { useAction } from '../../ui/use-action.ts'
import type { OpenLock } from '../../view/view.ts'
import { useWords } from '../../words/words.ts'
import { useLockWords } from './words.ts'

interface NudgeProps {
  readonly lock: OpenLock
}

/** For who cannot wait any longer. */
export function Nudge({ lock }: NudgeProps) {
  const words = useLockWords()
  const { about } = useWords()
  const nudging = useAction(nudge, lock)
  return (
    <div className="nudge">
      <ActionButton
        name={nudge.name}
        running={nudging}
        about={about(plain(lockName(lock)), lock.gate)}
        className="button quiet small"
        onTouch={() => nudging.say(null)}
        onPress={() => void nudging.run()}
      />
      <p className="hint">
        {words.nudgeHint} {lock.nudgedAt !== null && words.nudged(<Age at={lock.nudgedAt} />)}
      </p>
      <Refusal error={nudging.error} />
    </div>
  )
}
