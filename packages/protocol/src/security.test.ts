import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { clientChannelNames, clientChannels, grantRole, type RouteRow, rightsOf, routeList } from './index.ts'

const docs = new URL('../../../docs/security.md', import.meta.url)
const roles = grantRole.options

/** In the order of the columns: nobody, then each role. `own` is at the gates of its grants and below. */
function cellsOf(rights: RouteRow['rights']): readonly string[] {
  if (rights === 'everyone') return ['yes', ...roles.map(() => 'yes')]
  if (rights === 'principal') return ['no', ...roles.map(() => 'yes')]
  return ['no', ...roles.map((role) => (rightsOf[role].some((right) => rights.includes(right)) ? 'own' : 'no'))]
}

const rows = [
  ...clientChannelNames.map((name) => [`channel \`${name}\``, ...cellsOf(clientChannels[name].rights)]),
  ...routeList.map(({ method, path, row }) => [`\`${method} ${path}\``, ...cellsOf(row.rights)]),
]
const head = ['what', 'nobody', ...roles]
const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

test('docs/security.md says who may do what; `npx vitest run --project unit packages/protocol/src/security -u` renews it', async () => {
  const text = readFileSync(docs, 'utf8')
  const renewed = text.replace(
    /(<!-- made from the code: who may do what -->\n)[\s\S]*?(<!-- end -->)/,
    (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`,
  )
  expect(renewed).toContain(table)
  await expect(renewed).toMatchFileSnapshot(docs.pathname)
})
