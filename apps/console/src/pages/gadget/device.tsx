import { lazy, Suspense, useState } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { plain } from '../../show/plain.ts'
import type { GateView } from '../../view/view.ts'
import { Cap } from './cap.tsx'
import { Flat } from './flat.tsx'
import { lightingOf } from './lighting.ts'
import { actsAfter } from './press.ts'
import { Screen } from './screen.tsx'
import type { Shown } from './shown.ts'
import type { Fingers } from './use-finger.ts'
import type { Order } from './use-order.ts'
import { useGadgetWords } from './words.ts'

const Solid = lazy(() => import('./solid/solid.tsx').then((it) => ({ default: it.Solid })))

interface DeviceProps {
  readonly gate: GateView
  readonly shown: Shown
  readonly order: Order
  readonly fingers: Fingers
  readonly isSolid: boolean
}

/** The gadget: five lights, a big button, a green and a red one, a display. Where it cannot be shown solid it is flat. */
export function Device({ gate, shown, order, fingers, isSolid }: DeviceProps) {
  const { shows } = useGadgetWords()
  const [isFailed, setFailed] = useState(false)
  const { down } = fingers
  const lighting = lightingOf(shown, { pending: order.pending, down, fillMs: actsAfter(down ?? 'big') })
  const flat = (
    <>
      <Flat lighting={lighting} fingers={fingers} />
      <div className="desk-front">
        <Cap button="green" {...fingers} />
        <Screen gate={gate} shown={shown} />
        <Cap button="red" {...fingers} />
      </div>
    </>
  )
  const isSolidNow = isSolid && !isFailed
  const of = shown.head ?? { pipeline: gate.gate, step: '', requester: '' }
  const lines = [shows[shown.state], of.pipeline, of.step, of.requester].map((line) => plain(line, 40))
  return (
    <div className={`desk ${isSolidNow ? 'desk-solid' : ''} ${order.isRefused ? 'is-refused' : ''}`}>
      {isSolidNow ? (
        <ErrorBoundary fallback={flat}>
          <Suspense fallback={flat}>
            <Solid lighting={lighting} lines={lines} fingers={fingers} onFail={() => setFailed(true)} />
            <Screen gate={gate} shown={shown} />
          </Suspense>
        </ErrorBoundary>
      ) : (
        flat
      )}
    </div>
  )
}
