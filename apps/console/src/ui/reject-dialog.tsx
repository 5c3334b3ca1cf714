import { useState } from 'react'
import { reject } from '../actions/lock-actions.ts'
import { lockName } from '../history/lock-name.ts'
import type { OpenLock } from '../view/view.ts'
import { Dialog, ReasonField } from './dialog.tsx'
import { useDialogsWords } from './dialogs-words.ts'
import { Said } from './said.tsx'
import { useAction } from './use-action.ts'

interface RejectDialogProps {
  readonly lock: OpenLock
  readonly onClose: () => void
}

/** Asks why, then says no. */
export function RejectDialog({ lock, onClose }: RejectDialogProps) {
  const { reason: reasonWord, reject: words } = useDialogsWords()
  const running = useAction(reject, lock)
  const [reason, setReason] = useState('')
  return (
    <Dialog
      title={words.title(<Said text={lockName(lock)} />)}
      action={reject.name}
      tone="stop"
      enabled={running.enabled}
      isPending={running.isPending}
      error={running.error}
      onSubmit={() => running.run({ reason: reason.trim() })}
      onClose={onClose}
    >
      <p>{words.lead}</p>
      <ReasonField label={reasonWord} hint={words.hint} value={reason} onChange={setReason} />
    </Dialog>
  )
}
