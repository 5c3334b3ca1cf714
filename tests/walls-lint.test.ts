import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'boss-lint-'))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

const good: readonly [file: string, source: string][] = [
  ['packages/gate/src/own.ts', "import './a.ts'"],
  ['packages/gate/src/decide/own.ts', "import '../a.ts'"],
  ['packages/gate/src/a.test.ts', "import 'vitest'"],
  ['apps/link/src/allowed.ts', "import '@boss-deployer/store'"],
  ['apps/gadget/src/node.ts', "import 'node:fs'"],
  ['apps/gadget/src/face/allowed.ts', "import '@boss-deployer/protocol'"],
  ['apps/cli/src/console.ts', 'console.log(1)'],
  ['hardware/src/kernel.ts', "import 'manifold-3d'"],
]

const bad: readonly [file: string, source: string, rule: string][] = [
  ['packages/gate/src/node.ts', "import 'node:fs'", 'noRestrictedImports'],
  ['packages/gate/src/package.ts', "import 'zod'", 'noRestrictedImports'],
  ['packages/store/src/up.ts', "import '@boss-deployer/protocol'", 'noRestrictedImports'],
  ['apps/link/src/client.ts', "import '@boss-deployer/client'", 'noRestrictedImports'],
  ['apps/link/src/entry.ts', "import '@boss-deployer/client/rest'", 'noRestrictedImports'],
  ['apps/link/src/app.ts', "import '@boss-deployer/cli'", 'noRestrictedImports'],
  ['apps/link/src/contract.ts', "import '@boss-deployer/store/contract'", 'noRestrictedImports'],
  ['apps/link/src/types.ts', "export type { A } from '@boss-deployer/client'", 'noRestrictedImports'],
  ['apps/console/src/node.ts', "import 'node:fs'", 'noRestrictedImports'],
  ['apps/gadget/src/face/up.ts', "import '../ring.ts'", 'noRestrictedImports'],
  ['hardware/src/app.ts', "import '@boss-deployer/gadget'", 'noRestrictedImports'],
  ['apps/link/src/console.ts', 'console.log(1)', 'noConsole'],
  ['apps/link/src/default.ts', 'export default 1', 'noDefaultExport'],
  ['apps/link/src/any.ts', 'export const a: any = 1', 'noExplicitAny'],
]

test('the linter refuses what breaks a wall, and nothing else', () => {
  cpSync(join(root, 'biome.json'), join(copy, 'biome.json'))
  for (const [file, source] of [...good, ...bad]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    writeFileSync(join(copy, file), `${source}\n`)
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'lint', '--vcs-enabled=false', '--colors=off', '--max-diagnostics=none', '.']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' })
  const found = [...`${stdout}${stderr}`.matchAll(/^(\S+\.ts):\d+:\d+ lint\/\w+\/(\w+)/gm)].map(
    ([, file, rule]) => `${file} ${rule}`,
  )
  expect(found.sort()).toEqual(bad.map(([file, , rule]) => `${file} ${rule}`).sort())
})
