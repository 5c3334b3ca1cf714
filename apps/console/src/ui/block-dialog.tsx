import { useState } from 'react'
import type { Enabled } from '../actions/action.ts'
import { block, foreseeBlock } from '../actions/gate-actions.ts'
import { counted, listed } from '../show/words.ts'
import type { GateView } from '../view/view.ts'
import { useHere, useLive } from './context.ts'
import { Dialog, ReasonField } from './dialog.tsx'
import { useAction } from './use-action.ts'

interface BlockDialogProps {
  readonly gate: GateView
  readonly onClose: () => void
}

const noReason: Enabled = { isOn: false, reason: 'a block needs a reason' }

/** Says what a block ends, asks why, then blocks. */
export function BlockDialog({ gate, onClose }: BlockDialogProps) {
  const { view } = useLive()
  const here = useHere()
  const running = useAction(block, gate)
  const [reason, setReason] = useState('')
  const { waiting, unlocked, releases, gatesBelow } = foreseeBlock(view, gate, here)
  const kills = [
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(unlocked > 0 ? [`${unlocked} unlocked but not yet claimed`] : []),
  ]
  const isReasonMissing = running.enabled.isOn && reason.trim() === ''
  return (
    <Dialog
      title={`Block ${gate.gate}?`}
      submit={block.label}
      progress={block.progress}
      tone="stop"
      enabled={isReasonMissing ? noReason : running.enabled}
      isPending={running.isPending}
      error={running.error}
      onSubmit={() => running.run({ reason: reason.trim() })}
      onClose={onClose}
    >
      <ul className="consequences">
        <li>{kills.length > 0 ? <strong>Kills {listed(kills)}.</strong> : 'Nothing waits: nothing is killed.'}</li>
        {gatesBelow > 0 && <li>Holds for {counted(gatesBelow, 'gate', 'gates')} below it as well.</li>}
        {releases.length > 0 && <li>Ends the release of {listed(releases)}.</li>}
        <li>Refuses every new request, until somebody sets it to default.</li>
        <li>Stops guarded commands that run now.</li>
      </ul>
      <ReasonField
        label="Reason"
        hint="Everybody who is refused reads it."
        value={reason}
        isRequired
        onChange={setReason}
      />
    </Dialog>
  )
}
