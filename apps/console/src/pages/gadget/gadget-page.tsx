import { useEffect, useRef, useState } from 'react'
import { foreseeBlock } from '../../actions/gate-actions.ts'
import { lockName } from '../../history/lock-name.ts'
import { navigate, useAddress } from '../../shell/address.ts'
import { plain } from '../../show/plain.ts'
import { useHere, useLive, useNow } from '../../ui/context.ts'
import { Switch, useKept } from '../../ui/switch.tsx'
import type { GateView } from '../../view/view.ts'
import { useWords } from '../../words/words.ts'
import { useAwake } from './awake.ts'
import { Device } from './device.tsx'
import { hasGraphics } from './graphics.ts'
import type { Finger } from './press.ts'
import { gateMeant, type Shown, shownOf } from './shown.ts'
import { SIREN, useSiren } from './siren.ts'
import { useFingers } from './use-finger.ts'
import { useOrder } from './use-order.ts'
import { useGadgetWords } from './words.ts'

/** What a browser remembers of it: `on` where the gadget is shown solid. */
const SOLID = 'solid'

/** The gadget on a screen: for a boss who has no other it is the gadget. */
export function GadgetPage() {
  const { search } = useAddress()
  const { view } = useLive()
  const { headline } = useWords()
  const gate = gateMeant(view, search.get('gate'))
  return gate ? (
    <Desk key={gate.gate} gate={gate} />
  ) : (
    <p className="loading" role="status">
      {headline.asking}
    </p>
  )
}

interface DeskProps {
  readonly gate: GateView
}

/** The head, and since when it has been shown here: a press answers none that has just come up. */
function useHead(uuid: string | null): () => Finger['head'] {
  const since = useRef(0)
  useEffect(() => {
    since.current = uuid === null ? 0 : Date.now()
  }, [uuid])
  return () => (uuid === null ? null : { uuid, since: since.current })
}

function Desk({ gate }: DeskProps) {
  const words = useGadgetWords()
  const { view, standing } = useLive()
  const shown = shownOf(view, standing, gate, useNow())
  const headNow = useHead(shown.head?.uuid ?? null)
  const order = useOrder(gate)
  const fingers = useFingers(headNow, (pressed) => void order.press(pressed))
  const siren = useKept(SIREN)
  const [isAble] = useState(hasGraphics)
  const solid = useKept(SOLID, isAble)
  const desk = useRef<HTMLElement>(null)
  useAwake()
  useSiren(shown.state === 'blocked', siren.isOn)
  return (
    <section ref={desk} className="gadget" aria-labelledby="gadget-title">
      <header className="gadget-head">
        <h1 id="gadget-title">{words.title}</h1>
        {view.gates.length > 1 && (
          <label className="gadget-gate">
            {words.gate}
            <select
              value={gate.gate}
              onChange={({ target }) =>
                navigate(`/gadget?gate=${encodeURIComponent(target.value)}`, { isReplacing: true })
              }
            >
              {view.gates.map((it) => (
                <option key={it.gate}>{it.gate}</option>
              ))}
            </select>
          </label>
        )}
        <Switch label={words.solid} kept={solid} />
        <Switch label={words.siren} kept={siren} />
        {document.fullscreenEnabled && (
          <button type="button" className="button quiet small" onClick={() => void desk.current?.requestFullscreen()}>
            {words.fullScreen}
          </button>
        )}
      </header>
      <Device gate={gate} shown={shown} order={order} fingers={fingers} isSolid={solid.isOn} />
      <p className={order.isRefused ? 'gadget-said refusal' : 'gadget-said'} role="alert">
        {order.said}
      </p>
      <p className="visually-hidden" role="status">
        {spoken(words.shows[shown.state], shown)}
      </p>
      <How gate={gate} head={shown.head ? plain(lockName(shown.head)) : null} />
    </section>
  )
}

/** What a screen reader hears of it. */
const spoken = (title: string, { head }: Shown): string => (head ? `${title}: ${lockName(head)}` : title)

/** What each button would do now. */
function How({ gate, head }: DeskProps & { readonly head: string | null }) {
  const words = useGadgetWords()
  const { view } = useLive()
  const { waiting, unlocked } = foreseeBlock(view, gate, useHere())
  return (
    <dl className="gadget-how">
      <div>
        <dt>{words.big}</dt>
        <dd id="how-big">
          {head === null ? words.nothing : words.unlock(head)} {words.default(gate.gate)}
        </dd>
      </div>
      <div>
        <dt>{words.green}</dt>
        <dd id="how-green">{waiting > 0 ? words.answerFirst : words.release}</dd>
      </div>
      <div>
        <dt>{words.red}</dt>
        <dd id="how-red">{words.block(waiting, unlocked)}</dd>
      </div>
    </dl>
  )
}
