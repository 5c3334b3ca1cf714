import * as z from 'zod/mini'

const level = z.int().check(z.gte(0), z.lte(255))
const light = z.tuple([level, level, level])
const whole = z.int().check(z.gte(0))

export const buttonNames = ['unlock', 'release', 'block'] as const
export type ButtonName = (typeof buttonNames)[number]

/** What the gadget shows, as its face hears it. */
export const faceState = z.object({
  gadget: z.string(),
  name: z.string(),
  gate: z.string(),
  mode: z.nullable(z.enum(['default', 'released', 'blocked'])),
  pattern: z.enum([
    ...['seeking', 'found', 'unknown', 'idle', 'locked', 'released', 'blocked', 'default'],
    ...['pressing', 'refused', 'ignored', 'test'],
  ] as const),
  lights: z.tuple([light, light, light, light, light]),
  head: z.nullable(z.object({ uuid: z.string(), pipeline: z.string(), step: z.string(), by: z.string(), age: whole })),
  queue_length: whole,
  until: z.nullable(whole),
  link: z.boolean(),
  server: z.boolean(),
  sure: z.boolean(),
  pressing: z.nullable(z.enum(['unlock', 'release', 'block', 'default'])),
  /** Of a board: the dots of its display, 8 pages of 128 columns, a bit a dot, the lowest on top; base64. */
  display: z.optional(z.string()),
  /** Of a board: how fast its emulator runs; 1 is as fast as time. */
  board: z.optional(z.object({ speed: z.nullable(z.number()), slow: z.boolean() })),
  holds: z.array(
    z.object({
      button: z.enum(buttonNames),
      held: whole,
      acts_after: whole,
      did: z.nullable(z.enum(['unlock', 'release', 'block', 'default', 'nothing'])),
    }),
  ),
})

export type FaceState = z.output<typeof faceState>
export type Pattern = FaceState['pattern']

/** What a button did, as the answer to letting it go tells. */
export const deed = z.object({
  did: z.optional(z.enum(['unlock', 'release', 'block', 'default', 'nothing'])),
  why: z.optional(z.enum(['sent', 'too short', 'nothing waits', 'too young', 'busy', 'worn out'])),
})

export type Deed = z.output<typeof deed>
