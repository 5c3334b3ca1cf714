import { toWire } from '@boss-deployer/protocol'
import type { Store } from '@boss-deployer/store'
import type { Executor } from '../execute/executor.ts'
import type { Hub } from './hub.ts'
import { ackOf } from './welcome.ts'

/** Tells every server here which gadgets are its own now: a gadget that was made, moved or revoked. */
export async function tellServers(io: Hub, executor: Executor, store: Store): Promise<void> {
  for (const socket of io.sockets.sockets.values()) {
    const { guest, welcomed } = socket.data
    if (guest.role !== 'server') continue
    // Nothing is heard before the welcome: one that is being let in hears this right after it.
    await welcomed
    socket.emit('ack', toWire<object>(await ackOf(executor.state(), guest.principal, { store })))
  }
}
