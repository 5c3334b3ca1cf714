import { z } from 'zod'
import { filled } from './examples.ts'

const web = z.strictObject({
  url: z.string(),
  timeoutSeconds: z.int(),
  headers: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  jsonPath: z.templateLiteral(['{$.', z.string(), '}']),
})
const metric = z.strictObject({
  name: z.string(),
  interval: z.string(),
  consecutiveErrorLimit: z.int(),
  count: z.int(),
  failureLimit: z.int(),
  successCondition: z.string(),
  provider: z.strictObject({ web }),
})
export type Metric = z.infer<typeof metric>
export const analysisTemplate = z.looseObject({
  kind: z.literal('AnalysisTemplate'),
  spec: z.strictObject({
    args: z.array(z.looseObject({ name: z.string(), valueFrom: z.unknown().optional() })),
    metrics: z.tuple([metric]),
  }),
})

type Args = Readonly<Record<string, string>>
const fill = (text: string, args: Args) => filled(text, /\{\{\s*args\.([\w-]+)\s*\}\}/g, args)

/** One measurement, as `metricproviders/webmetric` and `utils/evaluate` of Argo Rollouts make it. */
async function measure({ provider, successCondition }: Metric, args: Args): Promise<'Successful' | 'Failed' | 'Error'> {
  const { url, headers, jsonPath, timeoutSeconds } = provider.web
  const response = await fetch(fill(url, args), {
    headers: headers.map(({ key, value }): [string, string] => [key, fill(value, args)]),
    signal: AbortSignal.timeout(timeoutSeconds * 1_000),
  })
  const body = await response.text()
  if (!response.ok) return 'Error'
  const result = z.record(z.string(), z.unknown()).parse(JSON.parse(body))[jsonPath.slice(3, -1)]
  const wanted = /^result == "(\w+)"$/.exec(successCondition)?.[1]
  if (wanted === undefined) throw new Error(`another condition: ${successCondition}`)
  return result === wanted ? 'Successful' : 'Failed'
}

/** A run of an analysis to its end, as `assessMetricStatus` of Argo Rollouts ends it; without the pauses between. */
export async function analyse(it: Metric, args: Args): Promise<'Successful' | 'Failed' | 'Error'> {
  const seen = { failed: 0, counted: 0, errors: 0 }
  for (;;) {
    const phase = await measure(it, args)
    if (phase === 'Error') seen.errors += 1
    else {
      seen.counted += 1
      seen.errors = 0
    }
    if (phase === 'Failed') seen.failed += 1
    if (seen.failed > it.failureLimit) return 'Failed'
    if (seen.errors > it.consecutiveErrorLimit) return 'Error'
    if (seen.counted >= it.count) return 'Successful'
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
