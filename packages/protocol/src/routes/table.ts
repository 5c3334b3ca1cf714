import { API } from '../api.ts'
import { accessRoutes } from './access.ts'
import { gateRoutes } from './gates.ts'
import { historyRoutes } from './history.ts'
import { intakeRoutes } from './intake.ts'
import { lockRoutes } from './locks.ts'
import { peopleRoutes } from './people.ts'
import { pushRoutes } from './push.ts'
import type { Method, RouteRow } from './row.ts'
import { serviceRoutes } from './service.ts'

/** Every route of the link, once. Its handlers, its OpenAPI document and its tables in the documents follow from it. */
export const routes = {
  ...gateRoutes,
  ...lockRoutes,
  ...historyRoutes,
  ...accessRoutes,
  ...pushRoutes,
  ...peopleRoutes,
  ...intakeRoutes,
  ...serviceRoutes,
} as const

export type Routes = typeof routes

export interface Route {
  readonly name: string
  readonly method: Method
  /** The whole path, with its parameters in braces. */
  readonly path: string
  readonly row: RouteRow
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly Method[]

/** The table as a list. */
export const routeList: readonly Route[] = Object.entries<RouteRow>(routes).map(([name, row]) => {
  const [verb, path = ''] = name.split(' ')
  const method = methods.find((each) => each === verb)
  if (method === undefined) throw new Error(`${name} begins with no method`)
  return { name, method, path: row.isTop ? path : `${API}${path}`, row }
})
