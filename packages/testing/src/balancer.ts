import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Passes connections on to one of several servers, and can misbehave. */
export interface Balancer {
  readonly url: string
  /** To which ports from now on; each connection goes to one that answers, in turn. */
  setPorts(ports: readonly number[]): void
  /** Cuts every connection that there is now. */
  cut(): void
  close(): Promise<void>
}

/** Listens on a free port of loopback. */
export async function startBalancer(first: readonly number[]): Promise<Balancer> {
  let ports = first
  let turn = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    open.add(client)
    client.on('close', () => open.delete(client)).on('error', () => client.destroy())
    turn += 1
    pass(client, [...ports.slice(turn % ports.length), ...ports.slice(0, turn % ports.length)])
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${port}`,
    setPorts(next) {
      ports = next
    },
    cut,
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  /** To the first of these that takes it; what the client has said meanwhile waits. */
  function pass(client: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined || client.destroyed) return void client.destroy()
    client.pause()
    const upstream = connect(port, '127.0.0.1')
    upstream.once('connect', () => {
      upstream.off('error', next)
      upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
      client.on('close', () => upstream.destroy())
      client.pipe(upstream)
      upstream.pipe(client)
    })
    upstream.once('error', next)

    function next(): void {
      pass(client, others)
    }
  }
}
