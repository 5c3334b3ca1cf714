import * as z from 'zod/mini'
import { address, gate, name, text } from '../parts.ts'

/** A Jenkins whose pipelines wait at a gate by the plugin Webhook Step. */
export const jenkinsEntry = z.strictObject({
  kind: z.literal('jenkins'),
  name,
  /** This gate and all below it. */
  gate,
  /** As its builds know it (`JENKINS_URL`). */
  url: address,
  /** The `authToken` of the webhooks; without it, they have none. */
  webhook_token_file: z.optional(text),
})

export type JenkinsEntry = z.infer<typeof jenkinsEntry>
