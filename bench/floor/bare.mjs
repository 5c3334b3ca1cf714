// The floor of a waiting pipeline: a bare Socket.IO connection.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer()
const io = new Server(http, { serveClient: false, perMessageDeflate: false, pingInterval: 5_000, pingTimeout: 5_000 })
io.on('connection', (socket) => socket.emit('welcome', {}))
http.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${http.address().port}` })}\n`),
)
process.once('SIGTERM', () => process.exit(0))
