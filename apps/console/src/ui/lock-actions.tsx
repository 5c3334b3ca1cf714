import { Suspense, useState } from 'react'
import { reject, unlock } from '../actions/lock-actions.ts'
import { lockName } from '../history/lock-name.ts'
import { part } from '../shell/part.tsx'
import { plain } from '../show/plain.ts'
import type { OpenLock } from '../view/view.ts'
import { useWords } from '../words/words.ts'
import { ActionButton, Refusal } from './action-button.tsx'
import { useAction } from './use-action.ts'

const RejectDialog = part(() => import('./reject-dialog.tsx').then((it) => it.RejectDialog))

interface LockActionsProps {
  readonly lock: OpenLock
  /** Whether what is pressed stood elsewhere a moment ago. */
  readonly hasJustMoved?: () => boolean
}

/** The two answers to a lock, and what the link said against them. */
export function LockActions({ lock, hasJustMoved }: LockActionsProps) {
  const unlocking = useAction(unlock, lock)
  const rejecting = useAction(reject, lock)
  const words = useWords()
  const [isRejecting, setRejecting] = useState(false)
  const about = words.about(plain(lockName(lock)), lock.gate)
  const forget = () => {
    unlocking.say(null)
    rejecting.say(null)
  }
  const guarded = (press: () => void) => () => {
    if (hasJustMoved?.())
      unlocking.say({ code: 'just_moved', message: 'the list has just moved: press again if this is the one you mean' })
    else press()
  }
  return (
    <>
      <div className="card-actions">
        <ActionButton
          name={unlock.name}
          running={unlocking}
          about={about}
          className="button act big"
          onTouch={forget}
          onPress={guarded(() => void unlocking.run())}
        />
        <ActionButton
          name={reject.name}
          running={rejecting}
          about={about}
          className="button stop-quiet big"
          onTouch={forget}
          onPress={guarded(() => setRejecting(true))}
        />
      </div>
      <Refusal error={unlocking.error ?? rejecting.error} />
      <Suspense>{isRejecting && <RejectDialog lock={lock} onClose={() => setRejecting(false)} />}</Suspense>
    </>
  )
}
