import * as z from 'zod/mini'
import { gate, limits, line, name } from '../fields.ts'
import { restAnswers } from '../rest.ts'
import type { RouteName, RouteRow } from './row.ts'

/** RFC 1123, with the dots of a subdomain. */
const kubernetesName = line(253)

/**
 * What Flagger posts to a webhook (`CanaryWebhookPayload`). It sends no header of ours, so that the token stands in the
 * metadata, which the operator writes.
 */
const flagger = z.object({
  name: kubernetesName,
  namespace: kubernetesName,
  phase: line(limits.name),
  /** Of the canary's spec and configuration; Flagger says it since 1.22. */
  checksum: line(limits.name),
  metadata: z.strictObject({ token: line(limits.token), gate, step: name }),
})

/** What other systems post in their own words. */
export const intakeRoutes = {
  'POST /intake/flagger': {
    summary: 'A confirming webhook of Flagger: 200 while the revision it names may go on, else `not_passed`',
    rights: 'everyone',
    body: flagger,
    answer: restAnswers.passed,
    refusals: ['unauthenticated', 'forbidden', 'not_passed'],
  },
  'POST /intake/flagger/rollback': {
    summary: 'A rollback webhook of Flagger: 200 where its gate is blocked or the boss said no, else `not_passed`',
    rights: 'everyone',
    body: flagger,
    answer: restAnswers.rollback,
    refusals: ['unauthenticated', 'forbidden', 'gate_not_found', 'not_passed'],
  },
} as const satisfies Record<RouteName, RouteRow>
