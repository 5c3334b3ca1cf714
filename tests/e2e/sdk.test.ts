import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { root } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { type Desk, deskOf } from './ci/desk.ts'
import { type Hall, openHall } from './hall.ts'

const readme = readFileSync(join(root, 'packages/client/README.md'), 'utf8')
const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, example = '']) => example)
const folder = tempFolder()
const home = join(folder.path, 'project')
const installed = join(home, 'node_modules/@boss-deployer/client')
const manifest = z.looseObject({
  private: z.boolean().optional(),
  license: z.string(),
  sideEffects: z.literal(false),
  engines: z.object({ node: z.string() }),
  dependencies: z.record(z.string(), z.string()),
  exports: z.record(z.string(), z.union([z.string(), z.object({ types: z.string(), default: z.string() })])),
})

let hall: Hall
let desk: Desk

beforeAll(async () => {
  const packing = spawnSync(process.execPath, ['tools/sdk.mjs', join(folder.path, 'out')], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(packing.stderr).toBe('')
  mkdirSync(installed, { recursive: true })
  spawnSync('tar', ['-xzf', join(root, packing.stdout.trim()), '--strip-components=1', '-C', installed])
  // Its dependencies as npm would put them there, without asking a registry.
  for (const name of Object.keys(packed().dependencies))
    symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name))
  writeFileSync(join(home, 'package.json'), '{"type":"module"}')
  hall = await openHall()
  desk = deskOf(hall)
  await hall.post('/gates', { gate: 'shop' })
})
afterAll(async () => {
  await hall.close()
  folder[Symbol.dispose]()
})

const packed = () => manifest.parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')))
const filesBelow = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(path, entry.name)) : join(path, entry.name),
  )

describe('the package', () => {
  test('stands alone: nothing in it speaks of a package that is not published', () => {
    const { dependencies, ...fields } = packed()
    expect(fields.private).toBeUndefined()
    expect(fields.license).toBe('MIT')
    expect(Object.keys(dependencies)).toEqual(['socket.io-client', 'zod'])
    const texts = filesBelow(installed).filter((file) => /\.(js|ts)$/.test(file))
    expect(texts.filter((file) => /(from|import\() *['"]@boss-deployer/.test(readFileSync(file, 'utf8')))).toEqual([])
  })

  test('has what its fields name, a readme and a licence, and no test, source or map', () => {
    const files = filesBelow(installed).map((file) => file.slice(installed.length + 1))
    const named = Object.values(packed().exports).flatMap((it) =>
      typeof it === 'string' ? [it] : [it.types, it.default],
    )
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', ...named.map((it) => it.replace('./', ''))]))
    expect(
      files.filter(
        (file) => !/^((client|protocol|gate)\/[\w/-]+(\.d\.ts|\.js)|README\.md|LICENSE|package\.json)$/.test(file),
      ),
    ).toEqual([])
    expect(files.filter((file) => /test|testing/.test(file))).toEqual([])
  })

  test.each(['@boss-deployer/client', '@boss-deployer/client/rest'])('%s is for browsers too', async (entry) => {
    const { errors, warnings } = await build({
      stdin: { contents: `export * from '${entry}'`, resolveDir: home },
      ...{ bundle: true, write: false, platform: 'browser', format: 'esm', logLevel: 'silent' },
    })
    expect([...errors, ...warnings]).toEqual([])
  })

  test('has types for each example, without those of Node.js being part of it', () => {
    for (const [place, example] of examples.entries()) writeFileSync(join(home, `example-${place}.ts`), example)
    const ambient =
      'declare const process: { env: Record<string, string | undefined>; exitCode: number; once(name: string, run: () => void): void }\n'
    writeFileSync(join(home, 'process.d.ts'), ambient)
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--lib',
      'es2023,esnext.disposable,dom',
      '--types',
      '',
    ]
    const files = ['process.d.ts', ...examples.map((_, place) => `example-${place}.ts`)]
    const checked = spawnSync(join(root, 'node_modules/.bin/tsc'), [...options, ...files], {
      cwd: home,
      encoding: 'utf8',
    })
    expect(checked.stdout).toBe('')
    expect(checked.status).toBe(0)
  })
})

describe('an example of the readme', () => {
  /** As a program of somebody who installed the package. */
  async function run(
    place: number,
  ): Promise<{ readonly ended: Promise<{ readonly code: number | null; readonly said: string }> }> {
    const { code } = await transform(examples[place] ?? '', { loader: 'ts', format: 'esm', target: 'node20' })
    const file = join(home, `example-${place}.mjs`)
    writeFileSync(file, code)
    const env = { ...process.env, BOSS_URL: hall.url, BOSS_TOKEN: hall.tokens.pipeline, BUILD_ID: `example-${place}` }
    const child = spawn(process.execPath, [file], { env })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    return { ended: once(child, 'close').then(() => ({ code: child.exitCode, said })) }
  }

  test('asks, waits and goes on', async () => {
    const { ended } = await run(0)
    const lock = await desk.waiting('shop')
    await desk.unlock(lock)
    expect(await ended).toMatchObject({ code: 0, said: expect.stringContaining('now deploy') as string })
    expect(await desk.stateOf(lock)).toBe('claimed')
  })

  test('gives up, and takes its question back', async () => {
    const { said } = await (await run(1)).ended
    expect(said).toContain('timed-out')
  })

  test('listens, and ends by itself', async () => {
    expect(await (await run(2)).ended).toMatchObject({ code: 0, said: 'locked at place 1\n' })
  })

  test('asks by REST', async () => {
    expect(await (await run(3)).ended).toMatchObject({
      code: 0,
      said: expect.stringContaining('shop: default') as string,
    })
  })

  test('is one of these, and there is no other', () => {
    expect(examples).toHaveLength(4)
  })
})
