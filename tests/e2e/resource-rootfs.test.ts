import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { root } from './boss/boss.ts'
import { type Hall, openHall } from './hall.ts'
import { until } from './resource/world.ts'

let folder: string
let tree: string
let hall: Hall
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'boss-rootfs-test-'))
  tree = join(folder, 'tree')
  execFileSync(process.execPath, [join(root, 'tools/rootfs.mjs'), folder])
  mkdirSync(tree)
  execFileSync('tar', ['-xzf', join(folder, 'rootfs.tgz'), '-C', tree])
  hall = await openHall()
}, 120_000)
afterAll(async () => {
  await hall.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As root of a user namespace, as Concourse does it; as root, where such namespaces are switched off. */
const ways = [['unshare', '--user', '--map-root-user', 'chroot'], ['chroot']] as const

/** The command of a program of the tree. Where no way inside is open, its own loader and libraries run it from outside. */
function commandOf(program: string): { readonly command: readonly string[]; readonly isInside: boolean } {
  const way = ways.find(
    ([command, ...args]) => spawnSync(command, [...args, tree, '/usr/bin/node', '-e', '0']).status === 0,
  )
  if (way) return { command: [...way, tree, `/opt/resource/${program}`], isInside: true }
  const libraries = ['lib', 'lib64', 'usr/lib', 'usr/lib64'].flatMap((lib) => {
    const found = spawnSync('find', [join(tree, lib), '-name', '*.so*', '-printf', '%h\\n'], { encoding: 'utf8' })
    return found.stdout.split('\n').filter(Boolean)
  })
  const [loader = ''] = execFileSync('find', [tree, '-name', 'ld-linux*'], { encoding: 'utf8' }).split('\n')
  const run = [loader, '--library-path', [...new Set(libraries)].join(':'), join(tree, 'usr/bin/node')]
  return { command: [...run, join(tree, 'opt/resource', program)], isInside: false }
}

interface Ran {
  readonly child: ChildProcess
  readonly exit: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

function start(program: string, payload: object, argument?: (isInside: boolean) => string): Ran {
  const { command, isInside } = commandOf(program)
  const [file = '', ...args] = command
  const env = { BUILD_ID: '42', BUILD_PIPELINE_NAME: 'shop', BUILD_JOB_NAME: 'deploy', PATH: process.env.PATH }
  const child = spawn(file, argument ? [...args, argument(isInside)] : args, { env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  child.stdin.end(JSON.stringify(payload))
  return { child, exit: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))) }
}

const source = () => ({ url: hall.url, token: hall.tokens.pipeline, gate: 'root', pipeline: 'shop' })
const tmp = (isInside: boolean) => (isInside ? '/tmp' : join(tree, 'tmp'))
const put = (step: string) => start('out', { source: source(), params: { step } }, tmp)
const waiting = (step: string) =>
  until(async () => {
    const { locks } = await hall.get('/locks?gate=root')
    return z
      .array(z.looseObject({ uuid: z.string(), step: z.string() }))
      .parse(locks)
      .find((lock) => lock.step === step)
  })

test('the tree alone asks, waits, fetches and checks', async () => {
  const asked = put('production')
  const { uuid } = await waiting('production')
  await hall.post(`/locks/${uuid}/unlock`, {})
  const { code, stdout, stderr } = await asked.exit
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  const version = { lock: uuid }
  expect(JSON.parse(stdout)).toMatchObject({ version })

  const fetched = await start('in', { source: source(), version }, (isInside) => join(tmp(isInside), 'got')).exit
  expect(fetched.code, fetched.stderr).toBe(0)
  expect(JSON.parse(readFileSync(join(tree, 'tmp/got/boss-deployer.json'), 'utf8'))).toMatchObject(version)
  const checked = await start('check', { source: source() }).exit
  expect(JSON.parse(checked.stdout), checked.stderr).toEqual([version])
})

test('a signal reaches the program itself: an abort cancels the lock', async () => {
  const asked = put('aborted')
  const { uuid } = await waiting('aborted')
  asked.child.kill('SIGTERM')
  expect(await asked.exit).toMatchObject({ code: 5, stdout: '' })
  expect(await hall.get(`/locks/${uuid}`)).toMatchObject({ state: 'cancelled' })
})

test('a worker finds what it needs: programs to execute, a folder for all, and what kind of resource it is', () => {
  for (const program of ['check', 'in', 'out']) {
    expect(readFileSync(join(tree, 'opt/resource', program), 'utf8')).toMatch(/^#!\/usr\/bin\/node\n/)
    expect(lstatSync(join(tree, 'opt/resource', program)).mode & 0o111).toBe(0o111)
  }
  expect(lstatSync(join(tree, 'tmp')).mode & 0o7777).toBe(0o1777)
  expect(JSON.parse(readFileSync(join(folder, 'resource_metadata.json'), 'utf8'))).toMatchObject({
    type: 'boss-deployer',
    privileged: false,
  })
})
