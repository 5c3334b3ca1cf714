import { Command } from 'cmdk'
import type { ReactNode } from 'react'

interface ItemProps {
  readonly id: string
  /** What it is found by. */
  readonly called: string
  readonly children?: ReactNode
  readonly onChoose: () => void
}

/** One thing to choose; what it is called is shown where nothing else is. */
export const Item = ({ id, called, children = called, onChoose }: ItemProps) => (
  <Command.Item value={id} keywords={[called]} onSelect={onChoose}>
    {children}
  </Command.Item>
)
