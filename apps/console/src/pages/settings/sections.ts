import type { ComponentType } from 'react'
import { part } from '../../shell/part.tsx'
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
  { name: 'gates', Part: part(() => import('./gates/gates-section.tsx').then((it) => it.GatesSection)) },
  {
    name: 'people',
    Part: part(() => import('./people/people-section.tsx').then((it) => it.PeopleSection)),
  },
  {
    name: 'tokens',
    Part: part(() => import('./tokens/tokens-section.tsx').then((it) => it.TokensSection)),
  },
  { name: 'sign-in', Part: part(() => import('./sign-in-section.tsx').then((it) => it.SignInSection)) },
  {
    name: 'appearance',
    Part: part(() => import('./appearance-section.tsx').then((it) => it.AppearanceSection)),
  },
  {
    name: 'notifications',
    Part: part(() => import('./notifications/notifications-section.tsx').then((it) => it.NotificationsSection)),
  },
  { name: 'keys', Part: part(() => import('./keys-section.tsx').then((it) => it.KeysSection)) },
]

export const sectionPath = (name: string, item?: string): string =>
  `/settings/${name}${item === undefined ? '' : `/${encodeURIComponent(item)}`}`
