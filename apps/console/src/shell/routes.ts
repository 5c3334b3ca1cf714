import type { ComponentType } from 'react'
import type { IconName } from './icons.tsx'
import { matchPath, type Params } from './match.ts'
import { part } from './part.tsx'

export interface PageProps {
  readonly params: Params
}

interface Route {
  /** In the address; a parameter is `:name`, and `/*` at the end is the page's own. */
  readonly path: string
  /** Where it stands in the navigation; null where one comes by a link. */
  readonly section: IconName | null
  readonly Page: ComponentType<PageProps>
}

/** The pages beside the first one, in the order of the navigation. Each is loaded when it is asked for. */
export const routes: readonly Route[] = [
  {
    path: '/gadget',
    section: 'gadget',
    Page: part(() => import('../pages/gadget/gadget-page.tsx').then((it) => it.GadgetPage)),
  },
  {
    path: '/history',
    section: 'history',
    Page: part(() => import('../pages/history/history-page.tsx').then((it) => it.HistoryPage)),
  },
  {
    path: '/numbers',
    section: 'numbers',
    Page: part(() => import('../pages/numbers/numbers-page.tsx').then((it) => it.NumbersPage)),
  },
  {
    path: '/devices',
    section: 'devices',
    Page: part(() => import('../pages/devices/devices-page.tsx').then((it) => it.DevicesPage)),
  },
  {
    path: '/settings/*',
    section: 'settings',
    Page: part(() => import('../pages/settings/settings-page.tsx').then((it) => it.SettingsPage)),
  },
  {
    path: '/locks/:uuid',
    section: null,
    Page: part(() => import('../pages/lock/lock-page.tsx').then((it) => it.LockPage)),
  },
]

/** What the navigation leads to. */
export const sections: readonly IconName[] = ['now', ...routes.flatMap(({ section }) => section ?? [])]

export const pathOf = (section: IconName): string =>
  routes.find((route) => route.section === section)?.path.replace('/*', '') ?? '/'

/** The page of a path, with what its address says; null where there is none. */
export function routeOf(path: string): (PageProps & Pick<Route, 'Page'>) | null {
  for (const { path: pattern, Page } of routes) {
    const params = matchPath(pattern, path)
    if (params) return { Page, params }
  }
  return null
}
