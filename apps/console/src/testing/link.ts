import { stopping } from '@boss-deployer/client'
import type { Actor } from '@boss-deployer/gate'
import type { Connection, Link, Message, Result } from '../view/wire.ts'
import type { Hub, Order } from './hub.ts'

type FakeLink = Pick<Link, 'send' | 'on' | 'onConnection' | 'close'> & {
  /** Cuts the connection: nothing arrives and nothing can be sent, until `reconnect`. */
  cut(): void
  reconnect(): void
  refuse(): void
  isAway(): boolean
  /** Every message until told otherwise waits this long for its answer. */
  delayMs: number
  readonly sent: string[]
}

const away = { ok: false, error: { code: 'unavailable', message: 'not connected to the link' } } as const

/** A client of a hub in memory: the same answers and messages, and a connection that a test can cut. */
export function fakeLink(hub: Hub, by: Actor, now: () => number): FakeLink {
  let connection: Connection | null = null
  const connections = new Set<(connection: Connection) => void>()
  const heard = new Map<string, (message: never) => void>()
  hub.listen(({ channel, message }) => {
    if (connection?.state === 'connected') heard.get(channel)?.(message as never)
  })

  function become(next: Connection) {
    connection = next
    for (const listener of connections) listener(next)
  }

  function orderOf(channel: string, message: object): Order | null {
    const said = message as Message<'status'> & {
      uuid: string
      note?: string
      forMs?: number
      approvePending?: boolean
    }
    const { uuid: lock, gate } = said
    const reason = said.reason ?? null
    if (channel === 'unlock') return { type: 'unlock', lock, note: said.note ?? null }
    if (channel === 'reject') return { type: 'reject', lock, reason }
    if (channel !== 'status') return null
    if (said.status !== 'released') return { type: said.status === 'blocked' ? 'block' : 'default', gate, reason }
    const until = now() + (said.forMs ?? 0)
    return { type: 'release', gate, until, approvePending: said.approvePending ?? false, reason }
  }

  const link: FakeLink = {
    delayMs: 0,
    sent: [],
    async send(channel, message) {
      if (link.isAway()) return away
      link.sent.push(channel)
      if (link.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, link.delayMs))
      if (link.isAway()) return away
      const order = orderOf(channel, message)
      const answer: Result<unknown, unknown> = order
        ? hub.run(by, now(), order)
        : { ok: true, value: hub.sync((message as { after: number }).after) }
      return answer as never
    },
    on(channel, listener) {
      heard.set(channel, listener)
      return stopping(() => heard.delete(channel))
    },
    onConnection(listener) {
      if (connection) listener(connection)
      connections.add(listener)
      return stopping(() => connections.delete(listener))
    },
    async close() {},
    isAway: () => connection?.state !== 'connected',
    cut: () => become({ state: 'lost', reason: 'transport close' }),
    reconnect: () => become({ state: 'connected' }),
    refuse: () => become({ state: 'refused', error: { code: 'unauthenticated', message: 'this session has ended' } }),
  }
  return link
}
