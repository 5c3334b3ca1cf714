import * as z from 'zod/mini'
import { address, gate, name, text } from '../parts.ts'

const project = z
  .string()
  .check(z.maxLength(500), z.regex(/^[\w.-]+(?:\/[\w.-]+)+$/, 'is not the path of a project such as acme/shop'))

/** A GitLab whose deployments to protected environments wait for approvals. */
export const gitlabEntry = z.strictObject({
  kind: z.literal('gitlab'),
  name,
  /** Such as `https://gitlab.com`. */
  url: address,
  /** An access token that may approve. */
  token_file: text,
  /** The secret token of the webhooks. */
  webhook_secret_file: text,
  /** The group in whose name it approves, where a rule asks for one. */
  represented_as: z.optional(text),
  /** Which environment waits at which gate; no other is let through. */
  environments: z.array(z.strictObject({ project, environment: text, gate })).check(z.minLength(1), z.maxLength(1_000)),
})

export type GitlabEntry = z.infer<typeof gitlabEntry>
