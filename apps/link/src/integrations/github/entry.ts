import * as z from 'zod/mini'
import { address, gate, name, text } from '../parts.ts'

const repository = z
  .string()
  .check(z.regex(/^[A-Za-z0-9-]{1,100}\/[\w.-]{1,100}$/, 'is not a repository such as acme/shop'))

/** A GitHub App that is a custom deployment protection rule. */
export const githubEntry = z.strictObject({
  kind: z.literal('github'),
  name,
  /** Of the API: `https://api.github.com`, or `https://HOST/api/v3`. */
  url: address,
  /** The App's client id, or its App id. */
  app: z.union([text, z.int()]),
  private_key_file: text,
  webhook_secret_file: text,
  /** Which environment waits at which gate; no other is let through. */
  environments: z
    .array(z.strictObject({ repository, environment: text, gate }))
    .check(z.minLength(1), z.maxLength(1_000)),
})

export type GithubEntry = z.infer<typeof githubEntry>
