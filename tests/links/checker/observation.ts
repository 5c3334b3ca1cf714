import { z } from 'zod'

/** What a client wanted. Ids are the client's own; `request_id` is on the wire where the command takes one. */
export const command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('lock'), request_id: z.string(), gate: z.string() }),
  z.object({ type: z.literal('unlock'), request_id: z.string(), lock: z.string() }),
  z.object({ type: z.literal('reject'), request_id: z.string(), lock: z.string() }),
  z.object({ type: z.literal('claim'), lock: z.string() }),
  z.object({ type: z.literal('cancel'), lock: z.string() }),
  z.object({ type: z.literal('status'), request_id: z.string(), gate: z.string(), status: z.string() }),
])
export type Command = z.infer<typeof command>

const by = { client: z.string(), at: z.number() }

/** One thing that a client did or learned; `at` is one clock for all clients, in milliseconds, and only goes forward. */
export const observation = z.discriminatedUnion('kind', [
  z.object({ ...by, kind: z.literal('asked'), id: z.string(), command }),
  z.object({
    ...by,
    kind: z.literal('answered'),
    id: z.string(),
    /** null: it was done. */
    refused: z.string().nullable(),
    /** The lock that the answer speaks of. */
    lock: z.string().nullable(),
    state: z.string().nullable(),
  }),
  z.object({ ...by, kind: z.literal('heard'), channel: z.string(), lock: z.string(), state: z.string().nullable() }),
  z.object({ ...by, kind: z.literal('saw'), gates: z.record(z.string(), z.string()), open: z.array(z.string()) }),
])
export type Observation = z.infer<typeof observation>
export type Of<K extends Observation['kind']> = Extract<Observation, { kind: K }>

/** Observations as they were written, one JSON a line. */
export const parseObservations = (text: string): Observation[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => observation.parse(JSON.parse(line)))
