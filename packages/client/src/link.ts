import type {
  Camel,
  ClientChannel,
  clientChannels,
  LinkChannel,
  linkChannels,
  Role,
  WireError,
} from '@boss-deployer/protocol'
import type { Result } from './result.ts'

type In<S> = S extends { readonly _zod: { readonly input: infer I } } ? Camel<I> : never
type Out<S> = S extends { readonly _zod: { readonly output: infer O } } ? Camel<O> : never

export type Request<C extends ClientChannel> = In<(typeof clientChannels)[C]['request']>
export type Answer<C extends ClientChannel> = Out<(typeof clientChannels)[C]['answer']>
export type Message<C extends LinkChannel> = C extends keyof typeof linkChannels
  ? Out<(typeof linkChannels)[C]>
  : Message<'status'>

export interface LinkOptions {
  readonly url: string
  /** Empty in a browser, where the session's cookie speaks. */
  readonly token?: string
  readonly role: Role
  readonly gate?: string
  readonly pipeline?: string
  readonly step?: string
  /** Whether something runs, or is about to, that is stopped when the gate is blocked. */
  readonly guards?: boolean
  /** The pause before a reconnect doubles from the first to the second, half of it random. Default 100 to 5000. */
  readonly reconnectMs?: readonly [least: number, most: number]
  /** How long a connection may take until it counts as failed. Default 10 s. */
  readonly connectWithinMs?: number
}

export type Connection =
  | { readonly state: 'connected' }
  /** The socket is gone; it comes back by itself, with backoff. */
  | { readonly state: 'lost'; readonly reason: string }
  /** The link does not want us: trying again would not help. */
  | { readonly state: 'refused'; readonly error: WireError }

/** Ends what it was given for; as a function, or where `using` leaves its block. */
export interface Stop extends Disposable {
  (): void
}

/** One socket to the link. It never sends while disconnected, and every send has a deadline. */
export interface Link extends AsyncDisposable {
  /** The first welcome, or why there is none. */
  readonly welcome: Promise<Result<Message<'welcome'>, WireError>>
  /** Sends and waits for the answer, 10 s unless told. `unavailable`: not connected, or no answer in time. */
  send<C extends ClientChannel>(
    channel: C,
    message: Request<C>,
    deadlineMs?: number,
  ): Promise<Result<Answer<C>, WireError>>
  /** From the next connection on this token speaks: one that outlives the first. */
  resumeWith(token: string): void
  /** Listens; the answer stops it. A message that the schema refuses is dropped. */
  on<C extends LinkChannel>(channel: C, listener: (message: Message<C>) => void): Stop
  /** Listens, and hears the present connection at once when there has been one. */
  onConnection(listener: (connection: Connection) => void): Stop
  close(): Promise<void>
}
