import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { defaultPolicy } from '../testing/default-policy.ts'
import { policyFields, saidIn } from './fields.ts'

const docs = new URL('../../../../docs/policy.md', import.meta.url)
const example = new URL('../../../../examples/gates.yaml', import.meta.url)

const rows = policyFields.map(
  (field) => `| \`${field.name}\` | ${field.takes} | \`${saidIn(defaultPolicy, field)}\` | ${field.about} |`,
)
const made: Readonly<Record<string, string>> = {
  example: `\`\`\`yaml\n${readFileSync(example, 'utf8')}\`\`\``,
  fields: ['| field | takes | default | what |', '| --- | --- | --- | --- |', ...rows].join('\n'),
}

test('docs/policy.md says what the code says; `npx vitest run --project unit apps/cli/src/policy/docs -u` renews it', async () => {
  const seen: string[] = []
  const renewed = readFileSync(docs, 'utf8').replace(
    /(<!-- made from the code: ([a-z]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, begin: string, name: string, end: string) => {
      seen.push(name)
      return `${begin}\n${made[name] ?? ''}\n\n${end}`
    },
  )
  expect(seen).toEqual(Object.keys(made))
  await expect(renewed).toMatchFileSnapshot(docs.pathname)
})
