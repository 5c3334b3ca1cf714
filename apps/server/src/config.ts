import { readFileSync } from 'node:fs'
import { fields, gadgetId, limits } from '@boss-deployer/protocol'
import * as z from 'zod/mini'

const MOST_GADGETS = 64
const isBareAddress = (text: string) => /^https?:\/\/[^/?#@\s]+\/?$/.test(text)
const isEachOnce = (gadgets: readonly { readonly id: string }[]) =>
  new Set(gadgets.map(({ id }) => id)).size === gadgets.length

const config = z.strictObject({
  link: z.strictObject({ url: fields.webUrl, token: fields.line(limits.token) }),
  name: fields.name,
  gadgets: z
    .array(
      z.strictObject({
        id: gadgetId,
        name: fields.name,
        gate: fields.gate,
        mac_key: fields.hex(32),
        url: fields.webUrl.check(
          z.refine(isBareAddress, 'is an address without a path, such as http://192.168.1.3:3000'),
        ),
      }),
    )
    .check(z.maxLength(MOST_GADGETS), z.refine(isEachOnce, 'names a gadget twice')),
})

export type Config = z.infer<typeof config>

/** What is wrong before anything has begun: told in full to a person, exit code 2. */
export class UsageError extends Error {}

/** Reads the configuration; throws a UsageError that names every field that is wrong. */
export function readConfig(file: string): Config {
  const parsed = config.safeParse(jsonOf(file))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join('.') || 'file'}: ${message}`,
  )
  throw new UsageError([`${file} is not a server's configuration:`, ...problems].join('\n'))
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
