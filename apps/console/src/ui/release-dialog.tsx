import { useState } from 'react'
import { pendingAt, release, releaseTimes } from '../actions/gate-actions.ts'
import { clockTime } from '../show/time.ts'
import type { GateView } from '../view/view.ts'
import { useLive, useNow } from './context.ts'
import { Dialog, ReasonField } from './dialog.tsx'
import { useDialogsWords } from './dialogs-words.ts'
import { useAction } from './use-action.ts'

interface ReleaseDialogProps {
  readonly gate: GateView
  readonly onClose: () => void
}

/** Asks for how long, and what becomes of those that wait; then releases. */
export function ReleaseDialog({ gate, onClose }: ReleaseDialogProps) {
  const { release: words } = useDialogsWords()
  const { view } = useLive()
  const running = useAction(release, gate)
  const [forMs, setForMs] = useState<number>(releaseTimes[1])
  const [isApproving, setApproving] = useState(false)
  const [reason, setReason] = useState('')
  const waiting = pendingAt(view, gate.gate).length
  const approvePending = waiting > 0 && isApproving
  const isHeldUp = running.enabled.isOn && waiting > 0 && !isApproving
  return (
    <Dialog
      title={words.title(gate.gate)}
      action={release.name}
      tone="go"
      enabled={isHeldUp ? { isOn: false, code: 'pending', message: words.pending } : running.enabled}
      isPending={running.isPending}
      error={running.error}
      onSubmit={() => running.run({ forMs, approvePending, reason: reason.trim() })}
      onClose={onClose}
    >
      <p>{words.lead}</p>
      <ReleaseTimes value={forMs} onChange={setForMs} />
      {waiting > 0 && (
        <label className="choice">
          <input type="checkbox" checked={isApproving} onChange={(event) => setApproving(event.target.checked)} />
          <span>
            {words.unlockToo(waiting)}
            <span className="hint">{words.vote(waiting)}</span>
          </span>
        </label>
      )}
      <ReasonField label={words.reason} hint={words.hint} value={reason} onChange={setReason} />
    </Dialog>
  )
}

interface ReleaseTimesProps {
  readonly value: number
  readonly onChange: (ms: number) => void
}

function ReleaseTimes({ value, onChange }: ReleaseTimesProps) {
  const { release: words } = useDialogsWords()
  const now = useNow()
  return (
    <fieldset className="times">
      <legend>{words.for}</legend>
      {releaseTimes.map((ms, place) => (
        <label key={ms} className="time-choice">
          <input type="radio" name="release-for" checked={value === ms} onChange={() => onChange(ms)} />
          <span>
            {words.times[place]}
            <span className="hint">{words.until(clockTime(new Date(now + ms).toISOString()))}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
