import { useState } from 'react'
import type { Enabled } from '../actions/action.ts'
import { pendingAt, release, releaseTimes } from '../actions/gate-actions.ts'
import { clockTime } from '../show/time.ts'
import type { GateView } from '../view/view.ts'
import { useLive, useNow } from './context.ts'
import { Dialog, ReasonField } from './dialog.tsx'
import { useAction } from './use-action.ts'

interface ReleaseDialogProps {
  readonly gate: GateView
  readonly onClose: () => void
}

const pending: Enabled = { isOn: false, reason: 'something waits here: answer it first, or unlock it with the release' }

/** Asks for how long, and what becomes of those that wait; then releases. */
export function ReleaseDialog({ gate, onClose }: ReleaseDialogProps) {
  const { view } = useLive()
  const running = useAction(release, gate)
  const [forMs, setForMs] = useState<number>(releaseTimes[1].ms)
  const [isApproving, setApproving] = useState(false)
  const [reason, setReason] = useState('')
  const waiting = pendingAt(view, gate.gate).length
  const approvePending = waiting > 0 && isApproving
  const isHeldUp = running.enabled.isOn && waiting > 0 && !isApproving
  return (
    <Dialog
      title={`Release ${gate.gate}?`}
      submit={release.label}
      progress={release.progress}
      tone="go"
      enabled={isHeldUp ? pending : running.enabled}
      isPending={running.isPending}
      error={running.error}
      onSubmit={() => running.run({ forMs, approvePending, reason: reason.trim() })}
      onClose={onClose}
    >
      <p>Every pipeline that asks is let through, and recorded, until the release ends by itself.</p>
      <ReleaseTimes value={forMs} onChange={setForMs} />
      {waiting > 0 && (
        <label className="choice">
          <input type="checkbox" checked={isApproving} onChange={(event) => setApproving(event.target.checked)} />
          <span>
            {waiting === 1 ? 'Unlock the lock that waits, too' : `Unlock the ${waiting} locks that wait, too`}
            <span className="hint">It counts as your vote{waiting === 1 ? '' : ' on each'}.</span>
          </span>
        </label>
      )}
      <ReasonField label="Reason (optional)" hint="The history keeps it." value={reason} onChange={setReason} />
    </Dialog>
  )
}

interface ReleaseTimesProps {
  readonly value: number
  readonly onChange: (ms: number) => void
}

function ReleaseTimes({ value, onChange }: ReleaseTimesProps) {
  const now = useNow()
  return (
    <fieldset className="times">
      <legend>For</legend>
      {releaseTimes.map(({ label, ms }) => (
        <label key={ms} className="time-choice">
          <input type="radio" name="release-for" checked={value === ms} onChange={() => onChange(ms)} />
          <span>
            {label}
            <span className="hint">until {clockTime(new Date(now + ms).toISOString())}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
