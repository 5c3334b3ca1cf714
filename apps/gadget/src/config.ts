import { readFileSync } from 'node:fs'
import { fields, gadgetId } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { pins } from './gpio/pins.ts'

const isBareAddress = (text: string) => /^https?:\/\/[^/?#@\s]+\/?$/.test(text)

const config = z.strictObject({
  id: gadgetId,
  name: fields.name,
  gate: fields.gate,
  mac_key: fields.hex(32),
  press_key: fields.hex(32),
  server: z.strictObject({
    url: fields.webUrl.check(z.refine(isBareAddress, 'is an address without a path, such as http://192.168.1.2:5000')),
  }),
  gpio: z.optional(pins),
})

export type Config = z.infer<typeof config>

/** What is wrong before anything has begun: told in full to a person, exit code 2. */
export class UsageError extends Error {}

/** Reads the configuration; throws a UsageError that names every field that is wrong. */
export function readConfig(file: string): Config {
  const parsed = config.safeParse(jsonOf(file))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap(problemsOf)
  throw new UsageError([`${file} is not a gadget's configuration:`, ...problems].join('\n'))
}

type Issue = z.core.$ZodIssue

/** One line for each field that an issue is about. */
function problemsOf(issue: Issue): readonly string[] {
  const at = (name: string | null) => [...issue.path.map(String), ...(name === null ? [] : [name])].join('.') || 'file'
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `  ${at(key)}: is not a field of it`)
  return [`  ${at(null)}: ${sentenceOf(issue)}`]
}

function sentenceOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return `is missing or no ${issue.expected}`
  if (issue.code === 'too_small') return `is too short: ${issue.minimum} at least`
  return issue.code === 'too_big' ? `is too long: ${issue.maximum} at most` : issue.message
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
