// Many pipelines that wait: each connects and, when it is given a name, asks for a lock.
import { ask, connect } from './socket.mjs'

const [url, count, auth, name] = process.argv.slice(2)
const AT_ONCE = 50
const sockets = []
while (sockets.length < Number(count)) {
  const some = Array.from({ length: Math.min(AT_ONCE, Number(count) - sockets.length) }, (_, place) =>
    join(sockets.length + place),
  )
  sockets.push(...(await Promise.all(some)))
}
process.stdout.write('{"ready":"crowd"}\n')
process.once('SIGTERM', () => process.exit(0))

async function join(place) {
  const socket = await connect(url, JSON.parse(auth))
  if (name) await ask(socket, 'lock', { pipeline: `${name}-${place}`, step: 'deploy', request_id: `${name}-${place}` })
  return socket
}
