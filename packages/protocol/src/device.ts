import * as z from 'zod/mini'
import { limits, line, shown, webUrl } from './fields.ts'

// What a command line and the link say to each other until somebody has let it in: RFC 8628, in its own words.

/** As what the `boss` command asks. */
export const DEVICE_CLIENT = 'boss'

const seconds = z.number().check(z.gte(0), z.lte(24 * 60 * 60))

/** RFC 8628, section 3.2. */
export const deviceCodeAnswer = z.object({
  device_code: line(limits.token),
  user_code: line(limits.code),
  verification_uri: webUrl,
  verification_uri_complete: z.optional(webUrl),
  expires_in: seconds,
  interval: z.optional(seconds),
})

/** RFC 6749, section 5.1. */
export const deviceTokenAnswer = z.object({ access_token: line(limits.token) })

/** RFC 8628, section 3.5, and RFC 6749, section 5.2. */
export const deviceRefusal = z.object({ error: shown, error_description: z.optional(shown) })
