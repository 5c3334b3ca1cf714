import { toWire } from '@boss-deployer/protocol'
import type { Store } from '@boss-deployer/store'
import type { Executor } from '../execute/executor.ts'
import type { Hub } from './hub.ts'
import { ackOf } from './welcome.ts'

/** Tells every server here which gadgets are its own now: a gadget that was made, moved or revoked. */
export async function tellServers(io: Hub, executor: Executor, store: Store): Promise<void> {
  for (const socket of io.sockets.sockets.values()) {
    const { principal, role } = socket.data.guest
    if (role === 'server') socket.emit('ack', toWire<object>(await ackOf(executor.state(), principal, { store })))
  }
}
