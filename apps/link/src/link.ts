import type { KeyObject } from 'node:crypto'
import type { Store } from '@boss-deployer/store'
import type { Logger } from 'pino'
import { anchored, openAnchor } from './anchor/anchor.ts'
import { postTo } from './anchor/post.ts'
import { isOwnSecret, authenticator as makeAuthenticator } from './auth/credentials.ts'
import { enrolment } from './auth/enrolment.ts'
import { gadgetDesk } from './auth/gadgets.ts'
import { guessLimit } from './auth/guesses.ts'
import { holdToRecord } from './auth/hold-to-record.ts'
import type { Principal } from './auth/principal.ts'
import { type Bearer, bearerOf, isJwt } from './auth/proofs.ts'
import { keepTokenFile } from './auth/token-file.ts'
import type { Trust } from './auth/workload/trust.ts'
import { workloadVerifier } from './auth/workload/verify.ts'
import { type CallsOut, openCalls } from './calls/calls.ts'
import { decidedBy } from './calls/decided.ts'
import type { Integration } from './calls/integration.ts'
import { sendByFetch } from './calls/send.ts'
import type { Clock } from './clock.ts'
import { startExecutor } from './execute/executor.ts'
import { giveWayByChance } from './execute/give-way.ts'
import { accessNews } from './hub/access-news.ts'
import { sayFarewell } from './hub/farewell.ts'
import { type Hub, type HubParts, openHub, seatGuests } from './hub/hub.ts'
import { linkRegister } from './hub/link-register.ts'
import { pipelinesHere } from './hub/pipelines-here.ts'
import { watchPresence } from './hub/presence.ts'
import { publisher } from './hub/publish.ts'
import { serverPresence } from './hub/server-presence.ts'
import { tellServers } from './hub/servers.ts'
import { subscriptions as makeSubscriptions } from './hub/subscriptions.ts'
import { addHookDoors } from './intake/hook-doors.ts'
import { leaving as makeLeaving } from './leaving.ts'
import { makeMetrics } from './metrics/metrics.ts'
import { numbersDesk } from './numbers/desk.ts'
import { openPeople } from './people/people.ts'
import type { SecurityLog } from './people/security-log.ts'
import { isCarried } from './people/signature.ts'
import type { SsoConfig } from './people/sso/config.ts'
import { browsersOf } from './push/browsers.ts'
import { openPushDesk } from './push/desk.ts'
import { makePush } from './push/integration.ts'
import { pushKeys, readPushKeys } from './push/keys.ts'
import { keepContexts } from './record/retention.ts'
import { openSigner, recordRotation } from './record/signer.ts'
import { linkItself, recordAccess, recordsOf } from './requests/access.ts'
import { makeApp, type WebConfig } from './rest/app.ts'
import { addAuthDoors } from './rest/auth-doors.ts'
import { rateByCredential } from './rest/rate.ts'
import { addRoutes } from './rest/serve.ts'

/** What is under way when the link stops has that long to end. */
const END_WITHIN_MS = 5_000

export interface LinkParts {
  readonly store: Store
  readonly web: WebConfig
  readonly log: Logger
  readonly clock: Clock
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly consoleDir: string
  readonly tokenFile: string | null
  /** Whose signed tokens are taken. */
  readonly trust: Trust
  /** Who outside is called when something is decided. */
  readonly integrations: readonly Integration[]
  /** Push services of browsers that may be called. */
  readonly pushServices: readonly string[]
  /** Where browsers find the link; null: where it listens. */
  readonly publicUrl: string | null
  /** Signs sessions; the same for all links that share a database. */
  readonly secret: string
  /** The company's own sign-in. */
  readonly sso: SsoConfig | null
  readonly onSecurity: SecurityLog
  /** Signs the heads of the record. */
  readonly signingKey: KeyObject
  /** The key before, for its word that this one takes its place. */
  readonly formerSigningKey: KeyObject | null
  /** Where heads are kept besides; null: nowhere. */
  readonly anchorUrl: string | null
  readonly anchorMinutes: number
  /** A key that takes the place of the one before. */
  readonly acceptSigningKey: string | null
  /** How long contexts are kept after their locks have ended; null: for ever. */
  readonly contextDays: number | null
  /** Commands stored in one transaction; the default is made for speed. */
  readonly maxBatch?: number
}

export interface RunningLink {
  readonly url: string
  /** Decides what is due, ends abandoned locks, and writes down who came. */
  tick(): Promise<void>
  /** Ends what is under way and sends everybody to another link. */
  close(): Promise<void>
}

/** A link from its parts: it listens when this answers. */
export async function startLink({
  store: plain,
  web,
  log,
  clock,
  host,
  port,
  consoleDir,
  tokenFile,
  trust,
  integrations: listed,
  pushServices,
  publicUrl,
  secret,
  sso,
  onSecurity,
  signingKey,
  formerSigningKey,
  anchorUrl,
  anchorMinutes,
  acceptSigningKey,
  contextDays,
  maxBatch,
}: LinkParts): Promise<RunningLink> {
  const onError = (error: unknown) => log.error(error)
  const app = await makeApp({ ...web, consoleDir, log })
  const { signer, rotation } = await openSigner(plain, {
    ...{ privateKey: signingKey, formerKey: formerSigningKey, acceptsKey: acceptSigningKey, clock },
  })
  const io = openHub(app.server)
  const subscriptions = makeSubscriptions(clock)
  const metrics = makeMetrics(() => ({
    state: () => executor.state(),
    clock,
    socketRoles: () => rolesOf(io),
    anchored: () => (anchorUrl === null ? null : anchored(plain.notes)),
  }))
  const store = metrics.timed(plain)
  const leaving = makeLeaving()
  const sockets = () => io.sockets.sockets.values()
  const tellAllServers = () => tellServers(io, executor, store)
  const news = accessNews({ sockets, clock, hold, tellServers: tellAllServers, onError })
  const publish = publisher(io, subscriptions)
  let calls: CallsOut | null = null
  let calling: Promise<CallsOut> | null = null
  const executor = await startExecutor({
    store,
    clock,
    publish(published) {
      metrics.note(published)
      publish(published)
      news.note(published.events)
      calls?.wake()
    },
    giveWay: giveWayByChance,
    onError,
    ...(maxBatch ? { maxBatch } : {}),
  })
  if (rotation) await recordRotation(rotation, { store, executor, clock })
  const anchor =
    anchorUrl === null
      ? null
      : openAnchor({ ...{ store, signer, clock, onError }, post: postTo(anchorUrl), everyMs: anchorMinutes * 60_000 })
  const retention =
    contextDays === null ? null : keepContexts({ ...{ store, executor, clock, onError }, days: contextDays })
  const presence = watchPresence({ executor, subscriptions, attendance: store.attendance, clock })
  const servers = serverPresence({ here: () => serversOf(io), attendance: store.attendance, clock })
  const links = linkRegister({ store, clock, address: () => app.listeningOrigin })
  const authenticator = makeAuthenticator(store, clock)
  const people = openPeople({
    ...{ store, clock, secret, sso, onError, endSockets },
    security: onSecurity,
    url: () => publicUrl ?? app.listeningOrigin,
    record: (access, by) => recordAccess({ kind: 'person', expiresAt: null, ...access }, by, { executor, clock }),
  })
  const browsers = browsersOf(people, clock)
  const push = makePush({
    ...{ browsers, store, services: pushServices, keys: () => pushKeys(store.notes) },
    contact: () => (publicUrl?.startsWith('https:') ? publicUrl : 'mailto:nobody@boss-deployer.invalid'),
  })
  const integrations = [...listed, push]
  for (const { name } of integrations) metrics.expectCalls(name)
  if (listed.length > 0 || (await readPushKeys(store.notes))) await callOut()
  const proven = bearerOf([
    { fits: isCarried, prove: people.prove },
    { fits: isOwnSecret, prove: authenticator.authenticate },
    { fits: isJwt, prove: workloadVerifier({ trust, clock, onError }) },
  ])
  // Nobody is let in by what the record has taken away, and what is known of people needs the address where we listen.
  const bearer: Bearer = async (text) => {
    await held
    return proven(text)
  }
  const parts: HubParts = {
    store,
    clock,
    executor,
    subscriptions,
    authenticator,
    bearer,
    people,
    security: onSecurity,
    issueForLock: authenticator.issueForLock,
    gadgets: gadgetDesk(store, clock, people.findBoss),
    parseCookie: (header) => app.parseCookie(header),
    signer,
    numbers: numbersDesk({ store, executor, clock }),
    servers,
    links,
    here: () => pipelinesHere(sockets(), { executor, subscriptions }),
    guarded: () => [...sockets()].flatMap(({ data: { guest } }) => (guest.guards && guest.gate) || []),
    disconnect,
    push: openPushDesk({ browsers, services: pushServices, keys: () => pushKeys(store.notes), callOut }),
    enrolment: enrolment(store, clock),
    mayGuess: guessLimit(clock),
    metrics,
    isWithinRate: rateByCredential(web.requestsPerToken, clock),
    isDraining: () => leaving.isLeaving(),
    tellServers: tellAllServers,
    leaving,
    onError,
  }
  seatGuests(io, parts)
  addRoutes(app, parts)
  addAuthDoors(app, parts)
  if (listed.length > 0) addHookDoors(app, { integrations: listed, calls: await callOut(), parts })
  const listening = app.listen({ host, port })
  const held = listening.then(hold)
  await held
  const url = await listening
  if (tokenFile !== null) {
    const record = recordsOf('made', linkItself, parts)
    await keepTokenFile(tokenFile, url, { isShared: store.capabilities.hasManyWriters, authenticator, record })
  }
  return { url, tick, close }

  /** Nobody looks through the record before there is somebody to tell. */
  function callOut(): Promise<CallsOut> {
    calling ??= openCalls({
      ...{ store, integrations, clock, onError, onTried: (name, state) => metrics.noteCall(name, state) },
      state: () => executor.state(),
      send: sendByFetch,
      decided: decidedBy({ executor, clock }),
    }).then((opened) => {
      calls = opened
      return opened
    })
    return calling
  }

  async function hold(): Promise<void> {
    await holdToRecord({ store, clock, holdPerson: people.holdTo })
  }

  function disconnect(credential: string): void {
    endSockets((principal) => principal.credential === credential)
  }

  function endSockets(isOver: (principal: Principal) => boolean): void {
    for (const socket of sockets()) if (isOver(socket.data.guest.principal)) socket.disconnect(true)
  }

  async function tick(): Promise<void> {
    await executor.tick()
    await Promise.all([presence.tick(), servers.tick(), links.tick()])
    await news.tick()
    anchor?.tick()
    // Somebody asked another link of this store to be told.
    if (calls === null && (await readPushKeys(plain.notes))) await callOut()
    calls?.tick()
    retention?.tick()
    endSockets(({ expiresAt }) => expiresAt !== null && expiresAt <= clock())
    for (const socket of sockets()) if (await people.hasGoneIdle(socket.data.guest.principal)) socket.disconnect(true)
    await authenticator.flush()
  }

  async function close(): Promise<void> {
    // Nobody new comes in: a balancer sees that nobody answers here.
    app.server.close()
    await retention?.close()
    await Promise.all([anchor?.close(), calls?.close(), executor.close(), leaving.leave(END_WITHIN_MS)])
    await sayFarewell(io)
    await authenticator.flush()
    await io.close()
    await app.close()
    await store.close()
  }
}

function* rolesOf(io: Hub): Iterable<string> {
  for (const socket of io.sockets.sockets.values()) yield socket.data.guest.role
}

function* serversOf(io: Hub): Iterable<string> {
  for (const socket of io.sockets.sockets.values())
    if (socket.data.guest.role === 'server') yield socket.data.guest.principal.subject
}
