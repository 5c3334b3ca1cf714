import { type Camel, fields } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { readsJson } from '../../intake/posted.ts'

const id = z.int().check(z.gte(1))
const person = z.object({ login: fields.name })
const repository = z.object({ full_name: fields.name, html_url: z.optional(fields.webUrl) })

/**
 * https://docs.github.com/webhooks/webhook-events-and-payloads#deployment_protection_rule: `requested` is its only action.
 */
const protection = z.object({
  action: z.literal('requested'),
  environment: fields.name,
  deployment_callback_url: fields.webUrl,
  deployment: z.object({ id, sha: fields.commit }),
  repository,
  installation: z.object({ id }),
  sender: person,
})

/** https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run */
const workflowRun = z.object({
  action: fields.name,
  workflow_run: z.object({ id, updated_at: z.iso.datetime({ offset: true }) }),
  repository,
})

export const readProtection = readsJson(protection)
export type Protection = Camel<z.infer<typeof protection>>
export const readWorkflowRun = readsJson(workflowRun)
