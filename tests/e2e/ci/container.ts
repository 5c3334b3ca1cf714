import { z } from 'zod'

const variable = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.unknown().optional(),
})
const container = z.looseObject({
  image: z.string(),
  env: z.array(variable),
  args: z.tuple([z.string()]).optional(),
  command: z.tuple([z.literal('sh'), z.literal('-euc')]).optional(),
  script: z.string().optional(),
})
export const job = z.looseObject({
  kind: z.literal('Job'),
  metadata: z.looseObject({ annotations: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    activeDeadlineSeconds: z.int(),
    template: z.looseObject({ spec: z.looseObject({ containers: z.tuple([container]) }) }),
  }),
})
export const task = z.looseObject({
  kind: z.literal('Task'),
  spec: z.looseObject({
    params: z.array(z.strictObject({ name: z.string(), default: z.string().optional() })),
    steps: z.tuple([container]),
  }),
})

/** What the container of a cluster gets to run: the script and its environment, secrets and fields filled in. */
export function contentOf(
  { env, args, script }: z.infer<typeof container>,
  { token, uid }: { readonly token: string; readonly uid: string },
): { readonly script: string; readonly env: Readonly<Record<string, string>> } {
  const givenTo = ({ value, valueFrom }: z.infer<typeof variable>) =>
    value ?? (JSON.stringify(valueFrom).includes('secretKeyRef') ? token : uid)
  return {
    script: args?.[0] ?? script ?? '',
    env: Object.fromEntries(env.map((each) => [each.name, givenTo(each)])),
  }
}
