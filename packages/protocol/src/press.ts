import * as z from 'zod/mini'
import { gate, hex, line, uuid } from './fields.ts'

export const gadgetId = line(64)
export const pressAction = z.enum(['unlock', 'release', 'block', 'default'])
export type PressAction = z.infer<typeof pressAction>

/** A press, signed by the gadget with the key that only it and the link know. */
export const press = z.strictObject({
  gadget: gadgetId,
  counter: z.int().check(z.gte(1), z.lte(2 ** 48)),
  action: pressAction,
  /** The lock it answers, for `unlock`; else the gate it turns. */
  uuid: z.optional(uuid),
  gate: z.optional(gate),
  mac: hex(32),
})
