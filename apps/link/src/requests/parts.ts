import type { Result } from '@boss-deployer/gate'
import type { Camel, ClientChannel, clientChannels, WireError } from '@boss-deployer/protocol'
import type { Store } from '@boss-deployer/store'
import type * as z from 'zod/mini'
import type { Authenticator } from '../auth/credentials.ts'
import type { GadgetDesk } from '../auth/gadgets.ts'
import type { Clock } from '../clock.ts'
import type { Executor } from '../execute/executor.ts'
import type { Caller } from './caller.ts'

export interface Parts {
  readonly executor: Executor
  readonly store: Store
  readonly gadgets: GadgetDesk
  readonly issueForLock: Authenticator['issueForLock']
  readonly clock: Clock
}

type Table = typeof clientChannels
export type Message<C extends ClientChannel> = Camel<z.infer<Table[C]['request']>>
export type Answer<C extends ClientChannel> = Camel<z.infer<Table[C]['answer']>>
export type Answering<T> = Promise<Result<T, WireError>>

export type Handler<C extends ClientChannel> = (
  message: Message<C>,
  caller: Caller,
  parts: Parts,
) => Answering<Answer<C>>
