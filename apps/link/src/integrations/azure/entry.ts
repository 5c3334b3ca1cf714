import * as z from 'zod/mini'
import { address, gate, name, text } from '../parts.ts'

/** A project of Azure DevOps with a check that calls the link and is called back. */
export const azureEntry = z.strictObject({
  kind: z.literal('azure'),
  name,
  /** This gate and all below it. */
  gate,
  /** Of the organization, such as `https://dev.azure.com/acme`. */
  url: address,
  project: text,
  /** The name of the token that the check asks with: no other's lock is answered there. */
  asks_as: text,
  /** A personal access token that may answer checks of the project. */
  token_file: text,
  /** The password of the service hook that tells of runs that are over; without it locks wait on then. */
  hook_password_file: z.optional(text),
})

export type AzureEntry = z.infer<typeof azureEntry>
