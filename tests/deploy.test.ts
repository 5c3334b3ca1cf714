import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { routes } from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { settingList, variableOf } from '../apps/link/src/config/settings.ts'
import { copiesOf, envOf, only, parseDockerfile, wordsOf } from './deploy/dockerfile.ts'
import { parseUnit, valuesOf } from './deploy/unit-file.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const operate = read('docs/operate.md')
const variables = new Set(
  settingList.flatMap(([name, setting]) => (setting.isFlagOnly ? [] : variableOf(name, setting))),
)
/** What programs that are not ours read, and the folder of the `boss` command. */
const foreign = ['NODE_ENV', 'PGPASSWORD', 'BOSS_DATA']
const strangersIn = (names: readonly string[]) =>
  names.filter((name) => !variables.has(name) && !foreign.includes(name))

const [, stopWithinMs = ''] = /STOP_WITHIN_MS = ([\d_]+)/.exec(read('apps/link/src/main.ts')) ?? []
/** How long the link itself takes to stop, at the most. */
const LINK_STOPS_WITHIN_S = Number(stopWithinMs.replaceAll('_', '')) / 1_000

const stages = parseDockerfile(read('deploy/Dockerfile'))
const [build, production, image] = stages
if (!build || !production || !image) throw new Error('the Dockerfile has three stages')

/** The file from which the build makes this one. */
const sourceOf = (built: string) => built.replace('/dist/', '/src/').replace(/\.js$/, '.ts')

describe('the Dockerfile of the resource', () => {
  const [made, shipped] = parseDockerfile(read('deploy/resource.Dockerfile'))
  if (!made || !shipped) throw new Error('the Dockerfile of the resource has two stages')

  test('builds as the other one does', () => {
    expect(made.base).toBe(build.base)
    expect(copiesOf(made)).toEqual(copiesOf(build))
  })

  test('ships the tree that a worker gets too, and nothing else', () => {
    expect(shipped.base).toBe('scratch')
    expect(copiesOf(shipped)).toEqual([{ from: made.name, sources: ['/rootfs/'], target: '/' }])
    expect(wordsOf(only(shipped, 'CMD'))).toEqual(['/opt/resource/check'])
  })
})

describe('the Dockerfile', () => {
  test('copies only what is there and what .dockerignore lets through', () => {
    const letThrough = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
    const sources = [build, production].flatMap((stage) => copiesOf(stage).flatMap((copy) => copy.sources))
    for (const source of sources) {
      expect(existsSync(join(root, source)), source).toBe(true)
      expect(letThrough).toContain(source.replace(/\/$/, ''))
    }
    expect(new Set(sources.map((source) => source.replace(/\/$/, '')))).toEqual(new Set(letThrough))
  })

  test('builds on one base, pinned by a tag that fits package.json', () => {
    expect(new Set(stages.map(({ base }) => base)).size).toBe(1)
    expect(image.base).toMatch(/^node:22-bookworm-slim$/)
  })

  test('takes each file of the image from where a stage has it, to the same place', () => {
    for (const { from, sources, target } of copiesOf(image)) {
      expect(stages.map(({ name }) => name)).toContain(from)
      expect(sources).toEqual([`/app/${target}`])
      if (!/node_modules|\/dist\//.test(target)) expect(existsSync(join(root, target)), target).toBe(true)
    }
  })

  test('says only what the table of settings has', () => {
    expect(strangersIn(Object.keys(envOf(image)))).toEqual([])
  })

  test('runs the built link, by no shell and not as root', () => {
    const [program, file = '', ...more] = wordsOf(only(image, 'CMD'))
    expect([program, more]).toEqual(['node', []])
    expect(existsSync(join(root, sourceOf(file)))).toBe(true)
    expect(only(image, 'USER')).toBe('node')
    expect(Object.values(envOf(image)).filter((value) => value.startsWith('/'))).toSatisfy((paths: string[]) =>
      paths.every((path) => `${path}/`.startsWith(`${only(image, 'VOLUME')}/`)),
    )
  })

  test('asks a route that the link has at the port that it opens', () => {
    const asked = /BOSS_LINK_PORT\}(\/\w+)/.exec(only(image, 'HEALTHCHECK'))?.[1] ?? ''
    expect(routes).toHaveProperty([`GET ${asked}`, 'isTop'], true)
    expect(only(image, 'EXPOSE')).toBe(envOf(image).BOSS_LINK_PORT)
  })
})

const service = z.strictObject({
  build: z.optional(z.strictObject({ context: z.string(), dockerfile: z.string() })),
  image: z.string(),
  depends_on: z.optional(z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') }))),
  environment: z.record(z.string(), z.string()),
  ports: z.optional(z.array(z.string())),
  volumes: z.array(z.string()),
  tmpfs: z.optional(z.array(z.string())),
  healthcheck: z.optional(z.looseObject({ test: z.array(z.string()) })),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z.string().regex(/^\d+s$/),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  cap_add: z.optional(z.array(z.string())),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  networks: z.array(z.string()),
})
const network = z.nullable(z.strictObject({ internal: z.literal(true) }))
const composition = z
  .strictObject({
    name: z.string(),
    services: z.strictObject({ link: service, postgres: service }),
    volumes: z.record(z.string(), z.null()),
    networks: z.strictObject({ outside: network, inside: network }),
  })
  .parse(parseYaml(read('deploy/compose.yaml')))

describe('the composition', () => {
  const { link, postgres } = composition.services

  test('builds our Dockerfile and waits for a database that answers', () => {
    const { context = '', dockerfile = '' } = link.build ?? {}
    expect(existsSync(join(root, 'deploy', context, dockerfile))).toBe(true)
    expect(Object.keys(link.depends_on ?? {})).toEqual(['postgres'])
    expect(postgres.healthcheck?.test).toContain('pg_isready')
    expect(postgres.image).toMatch(/^postgres:\d+-\w+$/)
  })

  test('says only what the table of settings has, and keeps passwords in a file of its own', () => {
    expect(strangersIn(Object.keys(link.environment))).toEqual([])
    const needed = [...read('deploy/compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name)
    const offered = [...read('deploy/env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name)
    expect(new Set(needed)).toEqual(new Set(offered))
    expect(link.environment.PGPASSWORD).toBe(postgres.environment.POSTGRES_PASSWORD)
    expect(new URL(link.environment.BOSS_STORE ?? '')).toMatchObject({
      username: postgres.environment.POSTGRES_USER,
      hostname: 'postgres',
      pathname: `/${postgres.environment.POSTGRES_DB}`,
      password: '',
    })
  })

  test('opens the link to this machine alone and the database to nobody', () => {
    const port = envOf(image).BOSS_LINK_PORT
    expect(link.ports).toEqual([`127.0.0.1:${port}:${port}`])
    expect(postgres.ports).toBeUndefined()
    expect(postgres.networks).toEqual(['inside'])
    expect(composition.networks.inside).toEqual({ internal: true })
    expect(link.cap_add).toBeUndefined()
  })

  test('keeps data in volumes and gives the link the time to stop', () => {
    const kept = [link, postgres].flatMap(({ volumes }) => volumes.map((volume) => volume.split(':')[0]))
    expect(kept).toEqual(Object.keys(composition.volumes))
    expect(link.volumes.map((volume) => volume.split(':')[1])).toEqual([only(image, 'VOLUME')])
    expect(Number.parseInt(link.stop_grace_period, 10)).toBeGreaterThan(LINK_STOPS_WITHIN_S)
  })
})

describe.each(['link', 'server'])('boss-%s.service', (part) => {
  const path = `deploy/systemd/boss-${part}.service`
  const unit = parseUnit(read(path))
  const one = (name: string) => {
    const [value, ...more] = valuesOf(unit, name)
    expect(more, name).toEqual([])
    return value
  }

  test('has three sections and says no directive twice but what adds up', () => {
    expect([...new Set(unit.map(({ section }) => section))]).toEqual(['Unit', 'Service', 'Install'])
    const addsUp = ['Environment', 'SystemCallFilter']
    const names = unit.map(({ name }) => name).filter((name) => !addsUp.includes(name))
    expect(names).toEqual([...new Set(names)])
  })

  test('runs a program that the build makes, from where the documents install it', () => {
    const [node, file = '', ...flags] = (one('ExecStart') ?? '').split(' ')
    expect(node).toBe('/usr/bin/node')
    const at = one('WorkingDirectory') ?? ''
    expect(existsSync(join(root, sourceOf(file.slice(at.length + 1))))).toBe(true)
    for (const said of [at, one('EnvironmentFile')?.replace('-', '') ?? '', `boss-${part}`])
      expect(operate).toContain(said)
    const known = part === 'server' ? read('apps/server/src/main.ts') : ''
    for (const flag of flags.filter((word) => word.startsWith('--'))) expect(known).toContain(`'${flag} <`)
  })

  test('says only settings that there are, or that its own command line takes', () => {
    const said = valuesOf(unit, 'Environment').map((value) => value.split('=')[0] ?? '')
    const onCommandLine = [...(one('ExecStart') ?? '').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '')
    expect(strangersIn(said).filter((name) => !onCommandLine.includes(name))).toEqual([])
    expect(said).toEqual(expect.arrayContaining(onCommandLine))
  })

  test('writes below its state folder only, is no root, and starts again unless its settings are wrong', () => {
    expect(one('DynamicUser') === 'yes' || one('User') === `boss-${part}`).toBe(true)
    const state = `/var/lib/${one('StateDirectory')}`
    for (const [folder] of unit.flatMap(({ value }) => [...value.matchAll(/\/var\/lib\/\S+/g)]))
      expect(`${folder}/`.startsWith(`${state}/`)).toBe(true)
    for (const name of ['NoNewPrivileges', 'ProtectHome', 'PrivateTmp', 'PrivateDevices', 'RestrictSUIDSGID'])
      expect(one(name), name).toBe('yes')
    expect([one('ProtectSystem'), one('CapabilityBoundingSet')]).toEqual(['strict', ''])
    expect([one('Restart'), one('RestartPreventExitStatus')]).toEqual(['on-failure', '2'])
    const least = part === 'link' ? LINK_STOPS_WITHIN_S : 10
    expect(Number.parseInt(one('TimeoutStopSec') ?? '', 10)).toBeGreaterThan(least)
    // Node.js makes code while it runs.
    expect(one('MemoryDenyWriteExecute')).toBeUndefined()
  })

  test.each(process.platform === 'linux' ? ['systemd'] : [])('is right for %s itself', () => {
    const { error, stderr } = spawnSync('systemd-analyze', ['verify', join(root, path)], { encoding: 'utf8' })
    expect(error, 'sudo apt-get install -y systemd').toBeUndefined()
    const problems = stderr
      .split('\n')
      .filter((line) => line.includes(`boss-${part}.service`) && !line.includes('not executable'))
    expect(problems).toEqual([])
  })
})
