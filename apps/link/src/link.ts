import type { Store } from '@boss-deployer/store'
import { authenticator as makeAuthenticator } from './auth/credentials.ts'
import { gadgetDesk } from './auth/gadgets.ts'
import { keepTokenFile } from './auth/token-file.ts'
import type { Clock } from './clock.ts'
import { startExecutor } from './execute/executor.ts'
import { giveWayByChance } from './execute/give-way.ts'
import { type HubParts, openHub, seatGuests } from './hub/hub.ts'
import { watchPresence } from './hub/presence.ts'
import { publisher } from './hub/publish.ts'
import { subscriptions as makeSubscriptions } from './hub/subscriptions.ts'
import { makeApp } from './rest/app.ts'
import { addRoutes } from './rest/serve.ts'

export interface LinkParts {
  readonly store: Store
  readonly clock: Clock
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly consoleDir: string
  readonly tokenFile: string | null
  /** Commands stored in one transaction; the default is made for speed. */
  readonly maxBatch?: number
  readonly onError: (error: unknown) => void
}

export interface RunningLink {
  readonly url: string
  /** Decides what is due, ends abandoned locks, and writes down who came. */
  tick(): Promise<void>
  close(): Promise<void>
}

/** A link from its parts: it listens when this answers. */
export async function startLink({
  store,
  clock,
  host,
  port,
  consoleDir,
  tokenFile,
  maxBatch,
  onError,
}: LinkParts): Promise<RunningLink> {
  const app = await makeApp(consoleDir, onError)
  const io = openHub(app.server)
  const subscriptions = makeSubscriptions(clock)
  const executor = await startExecutor({
    store,
    clock,
    publish: publisher(io, subscriptions),
    giveWay: giveWayByChance,
    onError,
    ...(maxBatch ? { maxBatch } : {}),
  })
  const presence = watchPresence({ executor, subscriptions, attendance: store.attendance, clock })
  const authenticator = makeAuthenticator(store, clock)
  const parts: HubParts = {
    store,
    clock,
    executor,
    subscriptions,
    authenticator,
    gadgets: gadgetDesk(store, clock),
    parseCookie: (header) => app.parseCookie(header),
    disconnect,
    onError,
  }
  seatGuests(io, parts)
  addRoutes(app, parts)
  const url = await app.listen({ host, port })
  if (tokenFile !== null) await keepTokenFile(tokenFile, url, authenticator)
  return { url, tick, close }

  function disconnect(credential: string): void {
    for (const socket of io.sockets.sockets.values()) {
      if (socket.data.guest.principal.credential === credential) socket.disconnect(true)
    }
  }

  async function tick(): Promise<void> {
    await executor.tick()
    await presence.tick()
    await authenticator.flush()
  }

  async function close(): Promise<void> {
    await executor.close()
    await authenticator.flush()
    await io.close()
    await app.close()
    await store.close()
  }
}
