import * as z from 'zod/mini'
import { address, gate, name, text } from '../parts.ts'

/** A resource of a pipeline that waits at the gate. */
const resource = z.strictObject({
  team: text,
  pipeline: text,
  resource: text,
  /** The `webhook_token` of the resource; without it, it is not checked. */
  webhook_token_file: z.optional(text),
  /** Of an instanced pipeline, such as `branch: main`. */
  vars: z.optional(z.record(text, z.union([text, z.number(), z.boolean()]))),
})

/** A Concourse whose pipelines wait at a gate. */
export const concourseEntry = z.strictObject({
  kind: z.literal('concourse'),
  name,
  /** This gate and all below it. */
  gate,
  /** As its builds know it (`ATC_EXTERNAL_URL`). */
  url: address,
  resources: z.array(resource).check(z.minLength(1), z.maxLength(100)),
  /** A local user who may abort (`pipeline-operator`); without it nothing that runs is aborted. */
  abort: z.optional(z.strictObject({ username: text, password_file: text })),
})

export type ConcourseEntry = z.infer<typeof concourseEntry>
