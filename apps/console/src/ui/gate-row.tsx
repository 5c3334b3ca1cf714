import { Suspense, useId, useState } from 'react'
import { block, release, toDefault } from '../actions/gate-actions.ts'
import { part } from '../shell/part.tsx'
import { shownLength } from '../show/plain.ts'
import { type GateView, gateAt } from '../view/view.ts'
import { useWords } from '../words/words.ts'
import { ActionButton, Refusal } from './action-button.tsx'
import { useLive } from './context.ts'
import { Lamp } from './lamp.tsx'
import { ClockTime, Until } from './moment.tsx'
import { Said } from './said.tsx'
import { useAction } from './use-action.ts'

const BlockDialog = part(() => import('./block-dialog.tsx').then((it) => it.BlockDialog))
const ReleaseDialog = part(() => import('./release-dialog.tsx').then((it) => it.ReleaseDialog))

interface GateProps {
  readonly gate: GateView
}

/** One gate: its mode and whose order that is, and what can be ordered. */
export function GateRow({ gate }: GateProps) {
  const title = useId()
  const { gates: words } = useWords()
  const { view } = useLive()
  const { effective, heldBy, queueLength } = gate
  // What holds from above is told there, where that can be seen.
  const isOwnOrHidden = heldBy === gate.gate || !gateAt(view, heldBy)
  return (
    <li className="gate" data-gate={gate.gate}>
      <article aria-labelledby={title}>
        <header className="gate-head">
          <h3 id={title}>
            <GateName path={gate.gate} />
          </h3>
          {queueLength > 0 && (
            <p className="queue">
              <Lamp tone="waiting" /> {words.waits(queueLength)}
            </p>
          )}
          <p className={`mode tone-${effective}`}>
            <Lamp tone={effective} /> {words.modes[effective]}
            {heldBy !== gate.gate && <span className="soft"> {words.by(<bdi>{heldBy}</bdi>)}</span>}
          </p>
        </header>
        {isOwnOrHidden && <Standing gate={gate} />}
        <Orders gate={gate} />
      </article>
    </li>
  )
}

/** The last segment stands out; what is above it is said quietly. */
function GateName({ path }: { readonly path: string }) {
  const cut = path.lastIndexOf('.') + 1
  return (
    <bdi>
      <span className="soft">{path.slice(0, cut)}</span>
      {path.slice(cut)}
    </bdi>
  )
}

/** Who set the mode, when, why and until when. */
function Standing({ gate: { effective, changedBy, changedAt, reason, until } }: GateProps) {
  const { gates: words } = useWords()
  if (effective === 'default') return null
  return (
    <p className="standing soft">
      {changedBy !== null && words.by(<Said text={changedBy} />)}
      {changedAt !== null && words.at(<ClockTime at={changedAt} />)}
      {until !== null && words.until(<Until at={until} />)}
      {reason !== null && reason !== '' && (
        <span className="why">
          <Said text={reason} max={shownLength.line} />
        </span>
      )}
    </p>
  )
}

function Orders({ gate }: GateProps) {
  const { gates } = useWords()
  const [asked, setAsked] = useState<'release' | 'block' | null>(null)
  const defaulting = useAction(toDefault, gate)
  const releasing = useAction(release, gate)
  const blocking = useAction(block, gate)
  const all = [defaulting, releasing, blocking]
  const about = gate.gate
  const isOwn = (mode: GateView['status']) => gate.status === mode
  const close = () => setAsked(null)
  const forget = () => {
    for (const { say } of all) say(null)
  }
  return (
    <>
      <fieldset className="orders" aria-label={gates.modeOf(gate.gate)}>
        <ActionButton
          name={toDefault.name}
          running={defaulting}
          about={about}
          isPressed={isOwn('default')}
          className="order order-default"
          onTouch={forget}
          onPress={() => void defaulting.run()}
        />
        <ActionButton
          name={release.name}
          running={releasing}
          about={about}
          isPressed={isOwn('released')}
          className="order order-release"
          onTouch={forget}
          onPress={() => setAsked('release')}
        />
        <ActionButton
          name={block.name}
          running={blocking}
          about={about}
          isPressed={isOwn('blocked')}
          className="order order-block"
          onTouch={forget}
          onPress={() => setAsked('block')}
        />
      </fieldset>
      <Refusal error={defaulting.error ?? releasing.error ?? blocking.error} />
      <Suspense>
        {asked === 'release' && <ReleaseDialog gate={gate} onClose={close} />}
        {asked === 'block' && <BlockDialog gate={gate} onClose={close} />}
      </Suspense>
    </>
  )
}
