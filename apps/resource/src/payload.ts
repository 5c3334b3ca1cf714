import { fields, limits } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { duration } from './duration.ts'

/** What the pipeline says about its gate. Without `pipeline`, `check` offers nothing new: see `check.ts`. */
export const source = z.strictObject({
  url: fields.webUrl,
  token: fields.line(limits.token),
  gate: z.optional(fields.gate),
  pipeline: z.optional(fields.name),
  step: z.optional(fields.name),
  /** `request` marks the one of two resources that is only put to; it has a version history of its own. */
  role: z.optional(z.literal('request')),
})
export type Source = z.infer<typeof source>

/** A version names the lock, and nothing else ever. */
export const version = z.strictObject({ lock: fields.uuid })

const file = z.string().check(z.minLength(1), z.maxLength(1_000))
const url = fields.webUrl

/** What the approver sees of a request; each `_file` is read from the build's folder. */
const shown = {
  ref: z.optional(fields.commit),
  ref_file: z.optional(file),
  author: z.optional(fields.name),
  author_file: z.optional(file),
  message: z.optional(fields.note),
  message_file: z.optional(file),
  note: z.optional(fields.note),
  changelog_file: z.optional(file),
  diff_url: z.optional(url),
  environment: z.optional(fields.name),
}

const lockParams = z.strictObject({
  action: z.optional(z.literal('lock')),
  wait: z.optional(z.boolean()),
  step: z.optional(fields.name),
  timeout: z.optional(duration),
  ...shown,
})

/** Takes the same params as the `lock` it undoes, because they are part of the request's name. */
const cancelParams = z.strictObject({ ...lockParams.shape, action: z.literal('cancel') })

const verifyParams = z.strictObject({
  action: z.literal('verify'),
  lock: file,
  ref: z.optional(fields.commit),
  ref_file: z.optional(file),
  max_age: z.optional(duration),
  single_use: z.optional(z.boolean()),
})

export type LockParams = z.infer<typeof lockParams>
export type VerifyParams = z.infer<typeof verifyParams>

const withParams = <T extends z.ZodMiniType>(params: T) => z.strictObject({ source, params })

/** One shape for each action, so that an error names the field instead of saying that nothing fits. */
export const outPayloads = {
  lock: withParams(z._default(z.optional(lockParams), {})),
  cancel: withParams(cancelParams),
  verify: withParams(verifyParams),
} as const

/** Only the action, to know which shape is meant. */
export const outAction = z.looseObject({
  params: z.optional(z.looseObject({ action: z.optional(z.enum(['lock', 'cancel', 'verify'])) })),
})

export const inPayload = z.strictObject({
  source,
  version,
  params: z.optional(z.strictObject({ wait: z.optional(z.boolean()) })),
})

/** The version may be one of an older kind: then it only says nothing. */
export const checkPayload = z.strictObject({
  source,
  version: z.optional(z.nullable(z.record(z.string(), z.string()))),
})
