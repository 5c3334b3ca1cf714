import * as z from 'zod/mini'

/** Bounds of what travels, in UTF-16 code units, items or milliseconds. */
export const limits = {
  name: 200,
  text: 2_000,
  url: 2_000,
  requestId: 200,
  changelog: 50,
  changelogLine: 300,
  /** Gadgets of one server. */
  present: 100,
  /** What firmware calls itself. */
  version: 40,
  page: 500,
  approvedPage: 100,
  /** Over how long a link that stops may spread its clients. */
  leavingMs: 30_000,
  /** Events that are told again to a client that came back. */
  missed: 5_000,
  releaseMs: 30 * 24 * 60 * 60_000,
  messageBytes: 64 * 1024,
  /** A signed token of a build system is long; the largest seen have 4,000. */
  token: 8_192,
  code: 200,
  /** One text and one list in what the link says: far above what it says, and an end all the same. */
  shown: 4_000,
  list: 20_000,
} as const

const CONTROL = /[\p{Cc}\p{Cs}]/u
const CONTROL_IN_TEXT = /(?![\n\t\r])[\p{Cc}\p{Cs}]/u

/** One line: no control characters and no lone surrogates. */
export const line = (max: number) =>
  z.string().check(
    z.minLength(1),
    z.maxLength(max),
    z.refine((text) => !CONTROL.test(text), 'has control characters'),
  )

/** Text of several lines. */
export const text = (max: number) =>
  z.string().check(
    z.maxLength(max),
    z.refine((it) => !CONTROL_IN_TEXT.test(it), 'has control characters'),
  )

export const name = line(limits.name)
export const note = text(limits.text)
export const requestId = line(limits.requestId)
export const uuid = z.uuid()
/** `root`, or up to 8 segments of `[a-z0-9-]{1,40}` joined by dots, of which the first is not `root`. */
const GATE_PATH = /^(?:root|(?!root\.)[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,7})$/
export const gate = z.string().check(z.regex(GATE_PATH, 'is not a gate path such as shop.production'))
export const time = z.iso.datetime({ precision: 3 })
export const count = z.int().check(z.gte(0))
export const webUrl = z
  .string()
  .check(z.maxLength(limits.url), z.regex(/^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/u, 'is not a web address'))
export const hex = (bytes: number) =>
  z.string().check(z.regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `is not ${bytes} bytes in hex`))

export const mode = z.enum(['default', 'released', 'blocked'])
export const lockState = z.enum([
  'locked',
  'unlocked',
  'claimed',
  'rejected',
  'killed',
  'expired',
  'cancelled',
  'superseded',
])
export const endState = z.enum(['killed', 'expired', 'cancelled', 'superseded'])
export const outcome = z.enum(['succeeded', 'failed', 'stopped'])
export const role = z.enum(['pipeline', 'server', 'console'])
export type Role = z.infer<typeof role>

/** Text and lists in what the link says; its reader shows them, and refuses none that a newer link worded otherwise. */
export const shown = z.string().check(z.maxLength(limits.shown))
export const listOf = <T extends z.ZodMiniType>(item: T) => z.array(item).check(z.maxLength(limits.list))

/** The commit a lock asks for is bound to its approval. */
export const commit = line(limits.name)

export const context = z.strictObject({
  commit: z.optional(commit),
  author: z.optional(name),
  requested_by: z.optional(name),
  message: z.optional(note),
  diff_url: z.optional(webUrl),
  build_url: z.optional(webUrl),
  environment: z.optional(name),
  changelog: z.optional(z.array(line(limits.changelogLine)).check(z.maxLength(limits.changelog))),
})

export const source = z.strictObject({
  ci: z.optional(name),
  cluster: z.optional(name),
  team: z.optional(name),
  project: z.optional(name),
  instance: z.optional(name),
  build_id: z.optional(name),
  build_name: z.optional(name),
  job: z.optional(name),
  attempt: z.optional(name),
})
