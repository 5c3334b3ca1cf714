import { io } from 'socket.io-client'

const DEADLINE_MS = 20_000

/** A plain Socket.IO client, the same for product and floor. */
export async function connect(url, auth) {
  const socket = io(url, { auth, transports: ['websocket'], reconnection: false, forceNew: true })
  await new Promise((resolve, reject) => {
    socket.once('welcome', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

/** Waits for the first message on a channel about this lock; without a uuid, about any. */
export function hear(socket, channel, uuid) {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`no ${channel} in ${DEADLINE_MS} ms`)), DEADLINE_MS)
    const listen = (message) => {
      if (uuid !== undefined && message.uuid !== uuid) return
      clearTimeout(deadline)
      socket.off(channel, listen)
      resolve(message)
    }
    socket.on(channel, listen)
  })
}

export async function ask(socket, channel, message) {
  const answer = await socket.timeout(DEADLINE_MS).emitWithAck(channel, message)
  if (!answer.ok) throw new Error(`${channel}: ${JSON.stringify(answer.error)}`)
  return answer
}
