import { io } from 'socket.io-client'

/** A plain Socket.IO client, the same for product and floor. */
export async function connect(url, auth) {
  const socket = io(url, { auth, transports: ['websocket'], reconnection: false, forceNew: true })
  await new Promise((resolve, reject) => {
    socket.once('welcome', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

export const once = (socket, channel) => new Promise((resolve) => socket.once(channel, resolve))

/** Waits for the first message on a channel about this lock. */
export function hear(socket, channel, uuid) {
  return new Promise((resolve) => {
    const listen = (message) => {
      if (message.uuid !== uuid) return
      socket.off(channel, listen)
      resolve(message)
    }
    socket.on(channel, listen)
  })
}

export async function ask(socket, channel, message) {
  const answer = await socket.emitWithAck(channel, message)
  if (!answer.ok) throw new Error(`${channel}: ${JSON.stringify(answer.error)}`)
  return answer
}
