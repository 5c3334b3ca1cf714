import type { FastifyReply } from 'fastify'
import type { Clock } from '../clock.ts'
import type { Device } from '../device.ts'

const FRAME_MS = 40
const MOST_STREAMS = 16
const open = new WeakMap<Device, number>()

interface Stream {
  readonly device: Device
  readonly clock: Clock
}

/** Server-sent events: the present state at once, then each frame that differs from the one before. */
export function streamTo(reply: FastifyReply, { device, clock }: Stream): FastifyReply {
  const count = open.get(device) ?? 0
  if (count >= MOST_STREAMS) return reply.code(429).send({ code: 'too_many', message: 'Too many pages are open' })
  open.set(device, count + 1)
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...headersOf(reply),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
  })
  let before = ''
  let cancel = () => {}

  function send() {
    const text = JSON.stringify(device.present())
    // A reader that does not keep up misses frames, never the newest one.
    if (text !== before && raw.writableLength === 0) {
      before = text
      raw.write(`data: ${text}\n\n`)
    }
  }

  function frame() {
    send()
    cancel = clock.after(FRAME_MS, frame)
  }

  const stopListening = device.onChange(send)
  raw.on('close', () => {
    cancel()
    stopListening()
    open.set(device, (open.get(device) ?? 1) - 1)
  })
  frame()
  return reply
}

const headersOf = (reply: FastifyReply) =>
  Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]))
