import { z } from 'zod'
import { filled } from './examples.ts'

const webhook = z.looseObject({
  label: z.string(),
  type: z.string(),
  method: z.literal('POST'),
  url: z.string(),
  customHeaders: z.record(z.string(), z.tuple([z.string()])),
  payload: z.string(),
  waitForCompletion: z.boolean(),
  statusUrlResolution: z.literal('locationHeader').optional(),
  statusJsonPath: z.templateLiteral(['$.', z.string()]).optional(),
  successStatuses: z.string().optional(),
  canceledStatuses: z.string().optional(),
  terminalStatuses: z.string().optional(),
})
export type Webhook = z.infer<typeof webhook>
export const orcaConfig = z.strictObject({
  webhook: z.strictObject({ preconfigured: z.tuple([webhook, webhook]) }),
})
export const pipeline = z.looseObject({
  stages: z.array(
    z.looseObject({
      type: z.string(),
      requisiteStageRefIds: z.array(z.string()),
      parameterValues: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

export interface Stage {
  readonly status: 'SUCCEEDED' | 'CANCELED' | 'TERMINAL'
  /** `context.webhook.body` */
  readonly body: Readonly<Record<string, unknown>>
}

const fields = z.record(z.string(), z.unknown())

/** A stage to its end, as `CreateWebhookTask` and `MonitorWebhookTask` of Orca run it; without the pauses between. */
export async function runStage(it: Webhook, values: Readonly<Record<string, string>>): Promise<Stage> {
  const fill = (text: string) => filled(text, /\$\{([^}]*)\}/g, values)
  const url = fill(it.url)
  const headers = Object.entries(it.customHeaders).map(([name, [value]]): [string, string] => [name, value])
  const made = await fetch(url, { method: it.method, headers, body: fill(it.payload) })
  const body = fields.parse(await made.json())
  if (!made.ok) return { status: 'TERMINAL', body }
  if (!it.waitForCompletion) return { status: 'SUCCEEDED', body }
  const place = new URL(made.headers.get('location') ?? '', url)
  for (;;) {
    const seen = await fetch(place, { headers })
    if (seen.status >= 400 && seen.status < 500 && seen.status !== 429) return { status: 'TERMINAL', body }
    if (!seen.ok) continue
    const state = fields.parse(await seen.json())[it.statusJsonPath?.slice(2) ?? '']
    const isIn = (statuses = '') => statuses.split(',').some((each) => each.trim() === state)
    if (isIn(it.successStatuses)) return { status: 'SUCCEEDED', body }
    if (isIn(it.canceledStatuses)) return { status: 'CANCELED', body }
    if (isIn(it.terminalStatuses)) return { status: 'TERMINAL', body }
  }
}
