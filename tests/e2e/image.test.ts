import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { copiesOf, envOf, only, parseDockerfile, wordsOf } from '../deploy/dockerfile.ts'
import { root } from './boss/boss.ts'

const ready = z.object({ url: z.url() })
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.optional(z.boolean()), optional: z.optional(z.boolean()), devOptional: z.optional(z.boolean()) }),
  ),
})
const image = parseDockerfile(readFileSync(join(root, 'deploy/Dockerfile'), 'utf8')).at(-1)
if (!image) throw new Error('the Dockerfile has no stage')

let folder: string
let app: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'boss-image-'))
  chmodSync(folder, 0o755)
  app = join(folder, 'app')
  for (const { from, target } of copiesOf(image)) {
    if (from === 'build') cpSync(join(root, target), join(app, target), { recursive: true })
  }
  for (const path of productionPackages()) installPackage(path)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What `npm ci --omit=dev --omit=optional` would install for the link and the command. */
function productionPackages(): readonly string[] {
  const args = ['ls', '--all', '--parseable', '--omit=dev', '--omit=optional', '-w', 'apps/link', '-w', 'apps/cli']
  const said = spawnSync('npm', args, { cwd: root, encoding: 'utf8' }).stdout
  const { packages } = lockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  const isOmitted = (path: string) => {
    const { dev, optional, devOptional } = packages[path] ?? { dev: true }
    return Boolean(dev || optional || devOptional)
  }
  const paths = said.split('\n').map((path) => relative(root, path))
  return paths.filter((path) => path.includes('node_modules/') && !isOmitted(path))
}

/** Our own packages are links, as npm makes them; the others are copied without what is nested in them. */
function installPackage(path: string): void {
  const target = join(app, path)
  const [, name] = /^node_modules\/@boss-deployer\/(.+)$/.exec(path) ?? []
  mkdirSync(dirname(target), { recursive: true })
  if (name !== undefined) {
    const room = ['cli', 'link'].includes(name) ? 'apps' : 'packages'
    symlinkSync(`../../${room}/${name}`, target)
    return
  }
  const nested = join(root, path, 'node_modules')
  cpSync(join(root, path), target, { recursive: true, filter: (source) => source !== nested })
}

const filesBelow = (path: string) => readdirSync(path, { recursive: true }).map(String).sort()

test('what the image has is enough: the link gets ready, its health is asked, boss speaks to it, and it ends', async () => {
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const before = filesBelow(app)
  const inImage = Object.entries(envOf(image)).map(([name, value]) => [name, value.replace(/^\/data/, data)] as const)
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, ...Object.fromEntries(inImage), BOSS_LINK_PORT: '0' }
  const [, ...args] = wordsOf(only(image, 'CMD'))
  const link = spawn(process.execPath, args, { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  link.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const ended = once(link, 'exit')
  try {
    const died = ended.then(() => Promise.reject(new Error(`the link ended: ${log}`)))
    const line = await Promise.race([once(createInterface({ input: link.stdout }), 'line'), died])
    const { url } = ready.parse(JSON.parse(String(line[0])))
    const { port } = new URL(url)

    const [, ...check] = wordsOf(only(image, 'HEALTHCHECK'))
    const health = () =>
      spawnSync(process.execPath, check, { env: { ...env, BOSS_LINK_PORT: port }, timeout: 30_000 }).status
    expect(health()).toBe(0)
    expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get('content-type')).toContain('text/html')
    const said = execFileSync(process.execPath, ['apps/cli/bin/boss.js', 'console'], {
      cwd: app,
      env,
      encoding: 'utf8',
    })
    expect(said).toContain('/#code=')

    link.kill('SIGTERM')
    expect((await ended)[0], log).toBe(0)
    expect(health()).toBe(1)
  } finally {
    link.kill('SIGKILL')
    await ended
  }
  expect(filesBelow(app)).toEqual(before)
})
