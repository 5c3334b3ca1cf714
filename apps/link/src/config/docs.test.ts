import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { flagOf, settingList, variableOf } from './settings.ts'

const docs = new URL('../../../../docs/operate.md', import.meta.url)

const head = ['flag', 'variable', 'field in a file', 'without it', 'what']
const rows = settingList.map(([name, setting]) => [
  `\`${flagOf(name)}\``,
  setting.isFlagOnly ? '' : `\`${variableOf(name, setting)}\``,
  setting.isFlagOnly ? '' : `\`${name}\``,
  setting.isRequired ? 'needed' : setting.byDefault === null ? '' : `\`${JSON.stringify(setting.byDefault)}\``,
  setting.what,
])
const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

test('docs/operate.md has every setting; `npx vitest run --project unit apps/link/src/config/docs -u` renews it', async () => {
  const renewed = readFileSync(docs, 'utf8').replace(
    /(<!-- made from the code: settings -->\n)[\s\S]*?(<!-- end -->)/,
    (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`,
  )
  expect(renewed).toContain(table)
  await expect(renewed).toMatchFileSnapshot(docs.pathname)
})
