import { useState } from 'react'
import { reject } from '../actions/lock-actions.ts'
import { lockName } from '../history/lock-name.ts'
import type { OpenLock } from '../view/view.ts'
import { Dialog, ReasonField } from './dialog.tsx'
import { Said } from './said.tsx'
import { useAction } from './use-action.ts'

interface RejectDialogProps {
  readonly lock: OpenLock
  readonly onClose: () => void
}

/** Asks why, then says no. */
export function RejectDialog({ lock, onClose }: RejectDialogProps) {
  const running = useAction(reject, lock)
  const [reason, setReason] = useState('')
  const { label, progress } = reject
  return (
    <Dialog
      title={
        <>
          Reject <Said text={lockName(lock)} />?
        </>
      }
      submit={label}
      progress={progress}
      tone="stop"
      enabled={running.enabled}
      isPending={running.isPending}
      error={running.error}
      onSubmit={() => running.run({ reason: reason.trim() })}
      onClose={onClose}
    >
      <p>The pipeline stops and exits with code 3. It can ask again with a new request.</p>
      <ReasonField
        label="Reason"
        hint="The pipeline prints it, and the history keeps it."
        value={reason}
        onChange={setReason}
      />
    </Dialog>
  )
}
