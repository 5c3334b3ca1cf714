import type { ReactNode } from 'react'

interface SectionHeadProps {
  readonly title: ReactNode
  readonly lead: string
}

export const SectionHead = ({ title, lead }: SectionHeadProps) => (
  <header className="settings-head">
    <h1>{title}</h1>
    <p className="soft">{lead}</p>
  </header>
)
