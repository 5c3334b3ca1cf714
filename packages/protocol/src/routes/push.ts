import * as z from 'zod/mini'
import { limits, line, listOf, shown, time } from '../fields.ts'
import { pushLanguage } from '../push.ts'
import { restAnswers, restSchemas } from '../rest.ts'
import type { RouteName, RouteRow } from './row.ts'

const params = restSchemas.idParams
const base64url = (bytes: number) =>
  z
    .string()
    .check(z.regex(new RegExp(`^[\\w-]{${Math.ceil((bytes * 4) / 3)}}={0,2}$`), `is not ${bytes} bytes in base64url`))

const browserView = z.object({
  id: shown,
  /** What the browser calls itself. */
  agent: z.nullable(shown),
  created_at: time,
  /** It is told in this session. */
  is_this: z.boolean(),
})

/** Web push (RFC 8030): the browsers in which somebody is told. Each belongs to a session, and is told no more when that ends. */
export const pushRoutes = {
  'GET /push': {
    summary: 'The key by which this link pushes (VAPID, RFC 8292), and the own browsers that it tells',
    rights: 'principal',
    answer: z.object({ key: shown, browsers: listOf(browserView) }),
  },
  'POST /push/browsers': {
    summary:
      'Tells this browser from now on when somebody waits; of people only, and the same address is the same browser',
    rights: 'principal',
    body: z.strictObject({
      /** Where its push service takes messages for it. */
      endpoint: line(limits.url),
      /** Its public key (RFC 8291), P-256, not compressed. */
      p256dh: base64url(65),
      /** Its authentication secret. */
      auth: base64url(16),
      language: pushLanguage,
    }),
    answer: browserView,
    status: 201,
  },
  'DELETE /push/browsers/{id}': {
    summary: 'Tells one of the own browsers no more',
    rights: 'principal',
    params,
    answer: restAnswers.revoked,
  },
  'POST /push/browsers/{id}/test': {
    summary: 'Sends one of the own browsers a message that nothing follows from',
    rights: 'principal',
    params,
    /** False: there is no such browser. */
    answer: z.object({ asked: z.boolean() }),
  },
} as const satisfies Record<RouteName, RouteRow>
