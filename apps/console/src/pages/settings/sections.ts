import { type ComponentType, lazy } from 'react'
import type { settings } from '../../words/en/settings.tsx'

export interface SectionProps {
  /** What of the section the address names, such as a gate; null for all of it. */
  readonly item: string | null
}

interface Section {
  /** In the address, and in the words. */
  readonly name: keyof typeof settings.sections
  readonly Part: ComponentType<SectionProps>
}

/** The sections of the settings in their order: one row each, loaded when it is opened. */
export const sections: readonly Section[] = [
  { name: 'gates', Part: lazy(() => import('./gates/gates-section.tsx').then((it) => ({ default: it.GatesSection }))) },
  {
    name: 'people',
    Part: lazy(() => import('./people/people-section.tsx').then((it) => ({ default: it.PeopleSection }))),
  },
  {
    name: 'tokens',
    Part: lazy(() => import('./tokens/tokens-section.tsx').then((it) => ({ default: it.TokensSection }))),
  },
  { name: 'sign-in', Part: lazy(() => import('./sign-in-section.tsx').then((it) => ({ default: it.SignInSection }))) },
  {
    name: 'appearance',
    Part: lazy(() => import('./appearance-section.tsx').then((it) => ({ default: it.AppearanceSection }))),
  },
  { name: 'keys', Part: lazy(() => import('./keys-section.tsx').then((it) => ({ default: it.KeysSection }))) },
]

export const sectionPath = (name: string, item?: string): string =>
  `/settings/${name}${item === undefined ? '' : `/${encodeURIComponent(item)}`}`
