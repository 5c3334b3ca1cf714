export { approvedAnswer, cancelAnswer, claimAnswer, gatesAnswer, lockAnswer, sessionAnswer } from './answers.ts'
export { API } from './api.ts'
export * from './channels.ts'
export * from './device.ts'
export * from './errors.ts'
export * as fields from './fields.ts'
export { limits, type Role } from './fields.ts'
export { flashMs, gadgetTimes, roundMs } from './gadget/times.ts'
export { historyColumns } from './history-columns.ts'
export { type Camel, fromWire, toWire } from './naming.ts'
export { parse, problemsIn } from './parse.ts'
export { gadgetId, type PressAction, press, pressAction } from './press.ts'
export { type PushMessage, pushLanguage, pushMessage } from './push.ts'
export * from './rest.ts'
export {
  type Grant,
  type GrantRole,
  grant,
  grantRole,
  type Right,
  rightsOf,
  rightsOfConnection,
} from './rights.ts'
export { AUTH_PATH, type AuthDoor, authDoors, type Visit } from './routes/auth-doors.ts'
export { HOOKS_PATH } from './routes/hooks.ts'
export { openApiDocument } from './routes/open-api.ts'
export { peopleRoutes, personView, sessionView } from './routes/people.ts'
export { pushRoutes } from './routes/push.ts'
export { hasRequestId, type Method, type RouteName, type RouteRow } from './routes/row.ts'
export { type Route, type Routes, routeList, routes } from './routes/table.ts'
export {
  approver,
  bypassView,
  eventView,
  type GateStateWire,
  gateState,
  type LockViewWire,
  lockView,
  previous,
  twoKeys,
} from './views.ts'
