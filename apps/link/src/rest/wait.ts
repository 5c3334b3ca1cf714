import { parse, restSchemas } from '@boss-deployer/protocol'
import { lookUp } from '../requests/questions.ts'
import type { RestCall, Route } from './route.ts'

/** A lock as it is; with `wait`, as soon as it is decided, or as it is when the wait is over. */
export const lockRoute: Route = {
  method: 'GET',
  path: '/locks/:uuid',
  rights: ['ask', 'view'],
  async answer(call) {
    const { caller, parts, request } = call
    const params = parse(restSchemas.uuidParams, request.params)
    if (!params.ok) return params
    const query = parse(restSchemas.waitQuery, request.query)
    if (!query.ok) return query
    const { uuid } = params.value
    const waitMs = Number.parseInt(query.value.wait ?? '0', 10) * 1_000
    const now = await lookUp(uuid, caller, parts)
    if (!now.ok || now.value.state !== 'locked' || waitMs === 0) return now
    await decided(uuid, waitMs, call)
    return lookUp(uuid, caller, parts)
  },
}

/** Resolves when the lock is decided, the wait is over, or the client has gone. Whoever waits counts as present. */
function decided(uuid: string, waitMs: number, { parts: { subscriptions }, request }: RestCall): Promise<void> {
  return new Promise((resolve) => {
    const ear = { emit: (channel: string) => void (channel === 'vote' || channel === 'warning' || stop()) }
    const timer = setTimeout(stop, waitMs)
    request.raw.socket.once('close', stop)
    subscriptions.subscribe(uuid, ear)

    function stop(): void {
      clearTimeout(timer)
      request.raw.socket.off('close', stop)
      subscriptions.unsubscribe(uuid, ear)
      resolve()
    }
  })
}
