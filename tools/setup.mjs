// Sets up whatever is missing before `npm start` and `npm test`: dependencies, build and, with --test, a browser.
// Uses nothing but Node itself, because nothing else is installed when it first runs.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { takeLock } from './lock.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamps = join(root, 'node_modules', '.setup')
const isForTests = process.argv.includes('--test')

/** A problem that the person at the keyboard can solve; its message is all they need to see. */
class SetupError extends Error {}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new SetupError(`Boss Deployer needs Node.js 20.19 or newer; this is ${process.versions.node}.`)
}

function workspaces() {
  const below = ['packages', 'apps'].flatMap((kind) =>
    readdirSync(join(root, kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(root, kind, entry.name, 'package.json')))
      .map((entry) => `${kind}/${entry.name}`)
      .sort(),
  )
  return [...below, 'hardware']
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
    .sort()
}

function hashOf(files, salt) {
  const hash = createHash('sha256').update(salt)
  for (const file of files) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(`\0${file}\0`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

const dependencyHash = (rooms) =>
  hashOf(
    ['package-lock.json', 'package.json', '.npmrc', ...rooms.map((room) => `${room}/package.json`)],
    `${process.platform} ${process.arch}`,
  )

function sourceHash(rooms) {
  const sources = rooms.flatMap((room) => [
    `${room}/package.json`,
    `${room}/tsconfig.json`,
    ...filesBelow(`${room}/src`).filter((file) => !/\.test\.tsx?$|\/src\/testing\//.test(file)),
    ...filesBelow(`${room}/public`),
  ])
  return hashOf(
    [
      ...sources,
      'package-lock.json',
      'tsconfig.base.json',
      'tsconfig.build.json',
      'tools/bundle.mjs',
      'tools/bundling.mjs',
    ],
    '',
  )
}

const outputs = (rooms) => [
  ...rooms.filter((room) => room.startsWith('packages/')).map((room) => `${room}/dist`),
  ...['link', 'server', 'gadget', 'cli'].map((app) => `apps/${app}/dist/main.js`),
  ...['check', 'in', 'out'].map((name) => `apps/resource/dist/${name}`),
  ...['console', 'gadget'].map((app) => `apps/${app}/dist/public/index.html`),
  'hardware/dist/main.js',
]

const stampOf = (name) => {
  const path = join(stamps, name)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Runs one step unless its stamp says that nothing changed; prints one line, with the output only when it fails. */
function step(name, hash, label, run) {
  if (stampOf(name) === hash) return
  rmSync(join(stamps, name), { force: true })
  timed(label, run)
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), hash)
}

function timed(label, run) {
  const startedAt = performance.now()
  process.stderr.write(`setup: ${label} ... `)
  try {
    run()
  } catch (error) {
    process.stderr.write('failed\n')
    throw error
  }
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`)
}

function execute(command, args, env = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  if (done.error) throw new SetupError(`${command} could not be started: ${done.error.message}`)
  if (done.status === 0) return
  const how = done.signal ? `was stopped by ${done.signal}` : `ended with ${done.status}`
  throw new SetupError(`${[command, ...args].join(' ')} ${how}\n${done.stdout}${done.stderr}`)
}

function installDependencies() {
  // No package of ours needs its install script: the prebuilt binaries are inside the packages.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const cli = process.env.npm_execpath
  if (cli?.endsWith('npm-cli.js')) execute(process.execPath, [cli, ...args])
  else execute('npm', args)
}

function build() {
  execute(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json'])
  execute(process.execPath, ['tools/bundle.mjs'])
}

function setUp() {
  const rooms = workspaces()
  const dependencies = dependencyHash(rooms)
  const sources = sourceHash(rooms)
  const isInstalled = stampOf('dependencies') === dependencies
  const isBuilt = stampOf('build') === sources && outputs(rooms).every((file) => existsSync(join(root, file)))
  if (isInstalled && isBuilt) return
  const release = takeLock(join(root, '.setup.lock'), () => process.stderr.write('setup: waiting for another run\n'))
  try {
    if (!isBuilt) {
      const missing = outputs(rooms).some((file) => !existsSync(join(root, file)))
      if (missing) rmSync(join(stamps, 'build'), { force: true })
    }
    step('dependencies', dependencies, 'installing dependencies', installDependencies)
    step('build', sources, 'building', build)
  } finally {
    release()
  }
}

/** What the tests need of the system, and cannot bring themselves. */
async function setUpForTests() {
  const { findBrowser, installBrowser } = await import('./browser.mjs')
  const { findPostgres, installPostgres } = await import('./postgres.mjs')
  provide('chromium', findBrowser, installBrowser)
  const { hasToolchain, installToolchain } = await import('./toolchain.mjs')
  provide('postgresql', findPostgres, installPostgres)
  provide('the compilers of the firmware', hasToolchain, installToolchain)
}

function provide(name, find, install) {
  if (find()) return
  const problem = { line: '' }
  timed(`installing ${name}`, () => {
    problem.line = install()
  })
  if (problem.line) throw new SetupError(problem.line)
}

try {
  checkNode()
  setUp()
  if (isForTests) await setUpForTests()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
