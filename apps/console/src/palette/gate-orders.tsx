import { block, release, toDefault } from '../actions/gate-actions.ts'
import { useHere, useLive } from '../ui/context.ts'
import type { GateView } from '../view/view.ts'
import { Item } from './item.tsx'
import { usePaletteWords } from './words.ts'

const orders = { release, block, default: toDefault } as const
export type Order = keyof typeof orders
const names: readonly Order[] = ['release', 'block', 'default']

interface GateOrdersProps {
  readonly gate: GateView
  readonly onOrder: (order: Order) => void
}

/** What may be ordered of a gate now. */
export function GateOrders({ gate, onOrder }: GateOrdersProps) {
  const words = usePaletteWords()
  const { view, standing } = useLive()
  const here = useHere()
  if (standing.state !== 'live') return null
  return names
    .filter((order) => orders[order].enabled(view, gate, here).isOn)
    .map((order) => (
      <Item key={order} id={`${order} ${gate.gate}`} called={words[order](gate.gate)} onChoose={() => onOrder(order)} />
    ))
}
