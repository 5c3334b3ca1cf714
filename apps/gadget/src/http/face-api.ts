import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import type { Clock } from '../clock.ts'
import { type Button, buttons } from '../core/state.ts'
import type { Device } from '../device.ts'
import { newApp } from './app.ts'
import { streamTo } from './face-stream.ts'

const LARGEST_BODY = 1024
const LONGEST_HOLD_MS = 10_000

const button = z.enum(buttons)
const pressMessage = z.strictObject({ button, ms: z.int().check(z.gte(0), z.lte(LONGEST_HOLD_MS)) })
/** `slip`: the finger went away without letting go. */
const buttonMessage = z.strictObject({ button, act: z.enum(['down', 'up', 'slip']) })

export interface FaceParts {
  readonly device: Device
  readonly clock: Clock
  /** The folder of the page. */
  readonly page: string
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const ownHosts = (port: number | undefined) => ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)

/** A page of somebody else must not press: neither by a name that leads here nor across origins. */
function isOwn({ headers, socket }: FastifyRequest): boolean {
  const hosts = ownHosts(socket.localPort)
  const isHost = hosts.includes(headers.host ?? '')
  const isOrigin = headers.origin === undefined || hosts.some((host) => headers.origin === `http://${host}`)
  return isHost && isOrigin
}

const jsonOf = (text: unknown): unknown => {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

const isJson = ({ headers }: FastifyRequest) => /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')

const refuse = (reply: FastifyReply, status: number, code: string, message: string) =>
  reply.code(status).send({ code, message })

/** The face: the page, what it shows, and fingers for the buttons. Listens on the loopback only. */
export async function faceApi(parts: FaceParts): Promise<FastifyInstance> {
  const { device, clock, page } = parts
  const app = newApp(LARGEST_BODY)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    })
    if (!isOwn(request)) return refuse(reply, 403, 'forbidden', 'Only the page of this gadget may do that')
    if (request.method === 'POST' && !isJson(request))
      return refuse(reply, 415, 'invalid_message', 'The body has to be application/json')
  })
  function slipIfStillDown(which: Button, downAt: number | null) {
    if (downAt !== null && device.downAt(which) === downAt) device.touch(which, 'slip')
  }
  app.get('/state', (_, reply) => reply.header('cache-control', 'no-store').send(device.present()))
  app.get('/events', (_, reply) => streamTo(reply, { device, clock }))
  app.post('/press', async (request, reply) => {
    const parsed = pressMessage.safeParse(jsonOf(request.body))
    if (!parsed.success)
      return refuse(reply, 400, 'invalid_message', 'Say {"button":"unlock|release|block","ms":0…10000}')
    const { button: which, ms } = parsed.data
    if (device.downAt(which) !== null) return refuse(reply, 409, 'conflict', 'This button is down already')
    device.touch(which, 'down')
    await device.pass(ms)
    return { button: which, ms, ...device.touch(which, 'up') }
  })
  app.post('/button', (request, reply) => {
    const parsed = buttonMessage.safeParse(jsonOf(request.body))
    if (!parsed.success)
      return refuse(reply, 400, 'invalid_message', 'Say {"button":"unlock|release|block","act":"down|up|slip"}')
    const { button: which, act } = parsed.data
    const deed = device.touch(which, act)
    const downAt = device.downAt(which)
    // A page that goes away with a finger on the button must not hold it for ever.
    if (act === 'down') clock.after(LONGEST_HOLD_MS, () => slipIfStillDown(which, downAt))
    return reply.send({ button: which, act, ...deed })
  })
  if (existsSync(page)) await app.register(fastifyStatic, { root: page, cacheControl: false })
  return app
}
