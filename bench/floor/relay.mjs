// The floor: a bare Socket.IO relay. It commits two small rows to SQLite (WAL, FULL, grouped per turn of the event
// loop) before it forwards a message, and decides nothing.

import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { openDatabase } from './database.mjs'

const database = openDatabase(process.argv[2])
database.exec(
  'CREATE TABLE events (sequence INTEGER PRIMARY KEY, body TEXT); CREATE TABLE locks (id TEXT PRIMARY KEY, body TEXT)',
)
const insertEvent = database.prepare('INSERT INTO events (body) VALUES (?)')
const putLock = database.prepare(
  'INSERT INTO locks (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
)

const owners = new Map()
let queue = []

function commitThen(uuid, body, forward) {
  if (queue.length === 0) setImmediate(commit)
  queue.push({ uuid, body, forward })
}

function commit() {
  const batch = queue
  queue = []
  database.exec('BEGIN IMMEDIATE')
  for (const { uuid, body } of batch) {
    insertEvent.run(body)
    putLock.run(uuid, body)
  }
  database.exec('COMMIT')
  for (const { forward } of batch) forward()
}

const http = createServer()
const io = new Server(http, { serveClient: false, perMessageDeflate: false, pingInterval: 5_000, pingTimeout: 5_000 })
io.on('connection', (socket) => {
  const { role } = socket.handshake.auth
  if (role === 'server') void socket.join('servers')
  socket.on('lock', (message, ack) => {
    const uuid = randomUUID()
    owners.set(uuid, socket)
    commitThen(uuid, JSON.stringify(message), () => {
      ack({ ok: true, lock: uuid })
      io.to('servers').emit('lock', { ...message, uuid })
    })
  })
  socket.on('unlock', (message, ack) => {
    commitThen(message.uuid, JSON.stringify(message), () => {
      ack({ ok: true })
      owners.get(message.uuid)?.emit('unlock', message)
      io.to('servers').emit('unlock', message)
    })
  })
  socket.on('claim', (message, ack) => {
    owners.delete(message.uuid)
    commitThen(message.uuid, JSON.stringify(message), () => ack({ ok: true }))
  })
  socket.emit('welcome', {})
})
http.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${http.address().port}` })}\n`),
)
process.once('SIGTERM', () => process.exit(0))
