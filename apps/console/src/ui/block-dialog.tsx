import { useState } from 'react'
import { block, foreseeBlock } from '../actions/gate-actions.ts'
import type { GateView } from '../view/view.ts'
import { useListed } from '../words/words.ts'
import { useHere, useLive } from './context.ts'
import { Dialog, ReasonField } from './dialog.tsx'
import { useDialogsWords } from './dialogs-words.ts'
import { useAction } from './use-action.ts'
import { useGuarded } from './use-guarded.ts'

interface BlockDialogProps {
  readonly gate: GateView
  readonly onClose: () => void
}

/** Says what a block ends, asks why, then blocks. */
export function BlockDialog({ gate, onClose }: BlockDialogProps) {
  const { reason: reasonWord, block: words } = useDialogsWords()
  const listed = useListed()
  const { view } = useLive()
  const here = useHere()
  const running = useAction(block, gate)
  const [reason, setReason] = useState('')
  const { waiting, unlocked, releases, gatesBelow } = foreseeBlock(view, gate, here)
  const kills = [...(waiting > 0 ? [words.waiting(waiting)] : []), ...(unlocked > 0 ? [words.unlocked(unlocked)] : [])]
  const guarded = useGuarded(gate.gate)
  const stops = guarded === null ? words.guarded : words.stops(guarded.running, guarded.isWhole)
  const isReasonMissing = running.enabled.isOn && reason.trim() === ''
  return (
    <Dialog
      title={words.title(gate.gate)}
      action={block.name}
      tone="stop"
      enabled={isReasonMissing ? { isOn: false, code: 'reason_missing', message: words.needsReason } : running.enabled}
      isPending={running.isPending}
      error={running.error}
      onSubmit={() => running.run({ reason: reason.trim() })}
      onClose={onClose}
    >
      <ul className="consequences">
        <li>{kills.length > 0 ? <strong>{words.kills(listed(kills))}</strong> : words.killsNothing}</li>
        {gatesBelow > 0 && <li>{words.below(gatesBelow)}</li>}
        {releases.length > 0 && <li>{words.releases(listed(releases))}</li>}
        <li>{words.refuses}</li>
        <li aria-live="polite">{stops}</li>
      </ul>
      <ReasonField label={reasonWord} hint={words.hint} value={reason} isRequired onChange={setReason} />
    </Dialog>
  )
}
