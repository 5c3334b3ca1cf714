import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkCount, checkModule, type Declared } from './walls/check.ts'
import { readModule } from './walls/imports.ts'
import { biomeSchema, manifestSchema, tsconfigSchema } from './walls/manifests.ts'
import { rooms, scope } from './walls/rooms.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = Object.keys(rooms)
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const json = (file: string): unknown => JSON.parse(read(file))

const manifests = new Map(
  ['', ...folders].map((folder) => [folder, manifestSchema.parse(json(join(folder, 'package.json')))]),
)
const declared: Declared = Object.fromEntries(
  [...manifests].map(([folder, { dependencies, devDependencies }]) => [
    folder,
    Object.keys({ ...dependencies, ...devDependencies }),
  ]),
)

const isModule = (file: string) => /\.[cm]?[jt]sx?$/.test(file)

const modulesOnDisk = () =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/src/${file}`)
      .filter(isModule),
  )

const modulesInGit = () =>
  execFileSync(
    'git',
    [
      'ls-files',
      '-z',
      '--cached',
      '--others',
      '--exclude-standard',
      '--',
      'packages/*/src/*',
      'apps/*/src/*',
      'hardware/src/*',
    ],
    { cwd: root, encoding: 'utf8' },
  )
    .split('\0')
    .filter((file) => isModule(file) && existsSync(join(root, file)))

describe('the modules as they are', () => {
  const files = modulesOnDisk()

  test('are all read', () => {
    expect(checkCount(files.length, modulesInGit().length)).toEqual([])
  })

  test('break no wall', () => {
    expect(files.flatMap((file) => checkModule(readModule(file, read(file)), declared))).toEqual([])
  })
})

describe('the other two walls say what the table says', () => {
  test('every workspace is a room', () => {
    const below = ['packages', 'apps'].flatMap((kind) => readdirSync(join(root, kind)).map((name) => `${kind}/${name}`))
    const workspaces = [...below, ...readdirSync(root)].filter((folder) =>
      existsSync(join(root, folder, 'package.json')),
    )
    expect(workspaces.sort()).toEqual([...folders].sort())
  })

  test.each(folders)('%s: package.json and tsconfig.json', (folder) => {
    const may = Object.keys(rooms[folder]?.may ?? {}).sort()
    const ours = Object.keys(manifests.get(folder)?.dependencies ?? {}).filter((name) => name.startsWith(scope))
    expect(ours.map((name) => name.slice(scope.length)).sort()).toEqual(may)
    const { references } = tsconfigSchema.parse(json(`${folder}/tsconfig.json`))
    expect(references.map(({ path }) => path.split('/').at(-1) ?? '').sort()).toEqual(may)
  })

  test.each(folders)('%s: the lint rule', (folder) => {
    const { overrides } = biomeSchema.parse(json('biome.json'))
    const wall = overrides.find(({ includes }) => includes.includes(`${folder}/src/**`))
    const [first] = wall?.linter.rules.style?.noRestrictedImports?.options.patterns ?? []
    const { may = {}, hasOutside } = rooms[folder] ?? {}
    const group =
      hasOutside === false
        ? ['**', '!./**', '!../**']
        : [
            `${scope}*`,
            `${scope}*/**`,
            ...Object.keys(may).flatMap((name) => [`!${scope}${name}`, `!${scope}${name}/**`]),
          ]
    expect([...(first?.group ?? [])].sort()).toEqual(group.sort())
    expect(first?.message).toMatch(/^[A-Z].*\.$/)
  })
})

describe('each wall can be broken', () => {
  const fixture: Declared = {
    '': ['vitest'],
    'packages/protocol': ['@boss-deployer/gate', 'zod'],
    'apps/link': ['@boss-deployer/gate', '@boss-deployer/protocol', '@boss-deployer/store', 'fastify'],
    'apps/console': ['@boss-deployer/protocol', 'react'],
  }
  const problems = (file: string, source: string) => checkModule(readModule(file, source), fixture)

  test.each([
    ['a package of the table and of package.json', 'apps/link/src/main.ts', "import fastify from 'fastify'"],
    ['its own files and Node.js', 'apps/link/src/a/b.ts', "import '../c.ts'\nimport fs from 'node:fs'"],
    [
      'types where only types are allowed',
      'packages/protocol/src/a.ts',
      "import type { A } from '@boss-deployer/gate'",
    ],
    ['an entry of an allowed package', 'apps/link/src/a.ts', "import { a } from '@boss-deployer/protocol/gadget'"],
    ['a helper of tests in a test', 'packages/gate/src/a.test.ts', "import './testing/b.ts'\nimport '../test/c.ts'"],
    ['test tools in a helper', 'packages/gate/src/testing/b.ts', "import 'vitest'"],
    ['test tools in a test', 'packages/gate/src/a.test.ts', "import 'vitest'\nimport '@boss-deployer/testing'"],
  ])('passes: %s', (_name, file, source) => {
    expect(problems(file, source)).toEqual([])
  })

  test.each([
    ['an app', 'apps/cli/src/a.ts', "import '@boss-deployer/link'", 'nobody imports an app'],
    ['an app from a test', 'apps/cli/src/a.test.ts', "import '@boss-deployer/link'", 'starts it as a process'],
    ['a tool outside tests', 'apps/link/src/a.ts', "import '../../../tools/postgres.mjs'", 'outside apps/link/src'],
    ['a file of another room', 'apps/link/src/a.ts', "import '../../server/src/a.ts'", 'outside apps/link/src'],
    ['a package the table forbids', 'apps/link/src/a.ts', "import '@boss-deployer/client'", 'does not allow'],
    ['a type of such a package', 'apps/link/src/a.ts', "import type { A } from '@boss-deployer/client'", 'not allow'],
    ['a type in an import expression', 'apps/link/src/a.ts', "type A = import('@boss-deployer/client').A", 'not allow'],
    ['a re-export', 'apps/link/src/a.ts', "export * from '@boss-deployer/client'", 'does not allow'],
    ['a dynamic import', 'apps/link/src/a.ts', "await import('@boss-deployer/client')", 'does not allow'],
    ['a require', 'apps/link/src/a.ts', "require('@boss-deployer/client')", 'does not allow'],
    ['a computed import', 'apps/link/src/a.ts', 'await import(name)', 'computed'],
    ['more than types', 'packages/protocol/src/a.ts', "import { a } from '@boss-deployer/gate'", 'more than types'],
    ['a package not in package.json', 'apps/link/src/a.ts', "import 'lodash'", 'apps/link/package.json does not name'],
    ['an app from the hardware', 'hardware/src/a.ts', "import '@boss-deployer/gadget'", 'nobody imports an app'],
    ['a package from it', 'hardware/src/b/a.ts', "import '@boss-deployer/gate'", 'does not allow'],
    ['a helper of its tests', 'hardware/src/a.ts', "import './testing/b.ts'", 'for tests only'],
    ['the same from a test', 'apps/link/src/a.test.ts', "import 'lodash'", 'no package.json names'],
    ['the core importing Node.js', 'packages/gate/src/a.ts', "import 'node:fs'", 'nothing except its own files'],
    ['the core importing a package', 'packages/gate/src/a.ts', "import 'zod'", 'nothing except its own files'],
    ['the fakes outside tests', 'apps/link/src/a.ts', "import '@boss-deployer/testing'", 'for tests only'],
    ['the contract outside tests', 'apps/link/src/a.ts', "import '@boss-deployer/store/contract'", 'for tests only'],
    ['a test from the product', 'apps/link/src/a.ts', "import './b.test.ts'", 'for tests only'],
    ['a helper of tests', 'apps/link/src/a.ts', "import './testing/b.ts'", 'for tests only'],
    ['Node.js in the browser', 'apps/console/src/a.tsx', "import 'node:fs'", 'no browser has'],
    ['a Node.js entry there', 'apps/console/src/a.ts', "import '@boss-deployer/protocol/gadget'", 'no browser has'],
    ['the gadget from its face', 'apps/gadget/src/face/a.ts', "import '../ring.ts'", 'stays in apps/gadget/src/face/'],
    ['a folder that is no room', 'packages/extra/src/a.ts', "import 'zod'", 'not in the table of rooms'],
  ])('refuses: %s', (_name, file, source, sentence) => {
    expect(problems(file, source)).toEqual([expect.stringContaining(sentence)])
  })

  test('refuses: a module that cannot be read', () => {
    expect(() => readModule('a.ts', 'import {')).toThrow('a.ts cannot be read')
  })

  test('refuses: no module, or fewer than there are', () => {
    expect(checkCount(0, 0)).toEqual(['no module was read'])
    expect(checkCount(3, 4)).toEqual(['3 modules were read, but there are 4'])
    expect(checkCount(4, 4)).toEqual([])
  })
})
