import { useEffect, useRef } from 'react'
import { lockName } from '../../history/lock-name.ts'
import { Age, Until } from '../../ui/moment.tsx'
import { Said } from '../../ui/said.tsx'
import type { GateView } from '../../view/view.ts'
import { actsAfter, type Button } from './press.ts'
import type { Shown } from './shown.ts'
import type { Fingers } from './use-finger.ts'
import type { Order } from './use-order.ts'
import { useGadgetWords } from './words.ts'

const CENTRE = 200
const RING = 150
const LIGHTS = [0, 1, 2, 3, 4].map((place) => {
  const angle = (place / 5) * 2 * Math.PI - Math.PI / 2
  return { place, x: CENTRE + RING * Math.cos(angle), y: CENTRE + RING * Math.sin(angle) }
})

interface DeviceProps {
  readonly gate: GateView
  readonly shown: Shown
  readonly order: Order
  readonly fingers: Fingers
}

/** The gadget, seen from above and from before: five lights, a big button, a green and a red one, a display. */
export function Device({ gate, shown, order, fingers }: DeviceProps) {
  const device = useRef<HTMLDivElement>(null)
  const { down, handlersOf } = fingers
  useEffect(() => {
    device.current?.style.setProperty('--turn', `${shown.turnMs}ms`)
    device.current?.style.setProperty('--fill', `${actsAfter(down ?? 'big')}ms`)
  }, [shown.turnMs, down])
  const lights = order.pending ? `is-${order.pending}` : down ? `fills-${down}` : `is-${shown.state}`
  return (
    <div ref={device} className={`desk ${order.isRefused ? 'is-refused' : ''}`}>
      <div className="desk-top">
        <svg viewBox="0 0 400 400" aria-hidden="true" className={`ring ${lights}`}>
          <circle className="desk-body" cx={CENTRE} cy={CENTRE} r="194" />
          <circle className="desk-collar" cx={CENTRE} cy={CENTRE} r="112" />
          {LIGHTS.map(({ place, x, y }) => (
            <circle key={place} className="light" cx={x} cy={y} r="17" />
          ))}
        </svg>
        <Cap button="big" down={down} handlersOf={handlersOf} />
      </div>
      <div className="desk-front">
        <Cap button="green" down={down} handlersOf={handlersOf} />
        <Screen gate={gate} shown={shown} />
        <Cap button="red" down={down} handlersOf={handlersOf} />
      </div>
    </div>
  )
}

interface CapProps extends Fingers {
  readonly button: Button
}

const Cap = ({ button, down, handlersOf }: CapProps) => (
  <button
    type="button"
    className={`cap cap-${button} ${down === button ? 'is-down' : ''}`}
    aria-describedby={`how-${button}`}
    {...handlersOf(button)}
  >
    <span className="visually-hidden">{useGadgetWords()[button]}</span>
  </button>
)

/** What the display says: who waits, where and how long; else what holds, and until when. */
function Screen({ gate, shown: { state, head, queueLength } }: Pick<DeviceProps, 'gate' | 'shown'>) {
  const words = useGadgetWords()
  return (
    <div className="screen">
      <p className="screen-bar">
        <span>{words.shows[state]}</span>
        {head && <span>{words.place(queueLength)}</span>}
      </p>
      {head ? (
        <>
          <p className="screen-large">
            <Said text={head.pipeline} max={24} />
          </p>
          <p>
            <Said text={head.step} max={40} />
          </p>
          <p className="screen-bar">
            <Said text={head.requester} max={24} />
            <Age at={head.lockedAt} />
          </p>
        </>
      ) : (
        <>
          <p className="screen-large">
            <bdi>{gate.gate}</bdi>
          </p>
          {state !== 'idle' && state !== 'away' && (
            <p>
              {gate.changedBy !== null && <Said text={words.by(gate.changedBy)} max={40} />}{' '}
              {gate.until !== null && <Until at={gate.until} />}
            </p>
          )}
        </>
      )}
    </div>
  )
}

/** What a screen reader hears of it. */
export const spoken = (title: string, { head }: Shown): string => (head ? `${title}: ${lockName(head)}` : title)
