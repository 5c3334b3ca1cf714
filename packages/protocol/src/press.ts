import * as z from 'zod/mini'
import { gate, hex, uuid } from './fields.ts'

/** It travels in an HTTP header and is kept in the gadget's EEPROM, hence ASCII. */
export const gadgetId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is not a gadget id: 1 to 64 of A-Z, a-z, 0-9, dot, _ and -'))
export const pressAction = z.enum(['unlock', 'release', 'block', 'default'])
export type PressAction = z.infer<typeof pressAction>

/** A press, signed by the gadget with the key that only it and the link know. */
export const press = z
  .strictObject({
    gadget: gadgetId,
    counter: z.int().check(z.gte(1), z.lte(2 ** 48)),
    action: pressAction,
    /** The lock it answers, for `unlock`; else the gate it turns. */
    uuid: z.optional(uuid),
    gate: z.optional(gate),
    mac: hex(32),
  })
  .check(
    z.refine(
      (it) =>
        (it.uuid !== undefined) === (it.action === 'unlock') && (it.gate === undefined) === (it.action === 'unlock'),
      'names a lock by uuid when it unlocks, else a gate',
    ),
  )
