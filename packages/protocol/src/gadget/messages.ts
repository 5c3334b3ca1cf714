import * as z from 'zod/mini'
import { count, gate, hex, limits, listOf, mode, uuid } from '../fields.ts'
import { gadgetId, press } from '../press.ts'

/** Paths that the gadget calls on the server, and those that the server calls on the gadget: `/test` tries its lights. */
export const serverPaths = ['/ping', '/unlock', '/release', '/block', '/default'] as const
export const gadgetPaths = ['/ping-ack', '/lock', '/unlock', '/release', '/block', '/default', '/test'] as const
export type ServerPath = (typeof serverPaths)[number]
export type GadgetPath = (typeof gadgetPaths)[number]

const nonce = hex(8)

export const ping = z.strictObject({
  nonce,
  boot: z.int().check(z.gte(0), z.lte(0xff_ff_ff_ff)),
  version: z.string().check(z.maxLength(40)),
})

const shown = z.string().check(z.maxLength(limits.name))

/** The whole desired state: what the gadget has to show. */
export const desiredState = z.object({
  sequence: count,
  mode,
  head: z.nullable(z.object({ uuid, pipeline: shown, step: shown, by: shown, age: count })),
  queue_length: count,
  /** Milliseconds until a release ends; null where nothing ends. */
  until: z.nullable(count),
  /** Whether the server hears the link. */
  link: z.boolean(),
  /** The gate that release, block and default mean. */
  gate,
  /** The last press that was answered: it ends 'press on its way', and one refused flashes red twice. */
  answered: z.optional(z.object({ counter: count, ok: z.boolean() })),
})

/** The state with the server's answer to a ping: both nonces. The heartbeat is the same message without them. */
export const pingAck = z.object({ ...desiredState.shape, nonce: z.optional(nonce), server_nonce: z.optional(hex(16)) })

export const pressBody = z.strictObject({ press })

/** What anybody may ask the gadget and the server. It holds no secret. */
export const gadgetPublicState = z.object({
  gadget: gadgetId,
  on: z.boolean(),
  mode: z.nullable(mode),
  queue_length: count,
  link: z.boolean(),
  version: shown,
})
export const serverPublicState = z.object({
  server: shown,
  link: z.boolean(),
  gadgets: listOf(z.object({ gadget: gadgetId, on: z.boolean() })),
  /** Messages refused for a wrong, replayed or missing MAC. */
  refused: count,
  version: shown,
})
