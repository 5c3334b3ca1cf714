// A PostgreSQL server of one's own, for tests and benchmarks: its own data, a free port of loopback, gone with its parent.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { isDebian, isExecutable, runAsRoot } from './debian.mjs'

const VERSIONS = '/usr/lib/postgresql'

/**
 * Where `initdb` and `postgres` are: POSTGRES_BIN from the environment, else the newest version of Debian, else the path.
 * @returns {string | null} the folder
 */
export function findPostgres() {
  const wanted = process.env.POSTGRES_BIN
  const folders = wanted ? [wanted] : [...debianFolders(), ...(process.env.PATH ?? '').split(delimiter)]
  return folders.find((folder) => folder !== '' && isExecutable(join(folder, 'initdb'))) ?? null
}

function debianFolders() {
  try {
    const versions = readdirSync(VERSIONS).sort((one, other) => Number(other) - Number(one))
    return versions.map((version) => join(VERSIONS, version, 'bin'))
  } catch {
    return []
  }
}

/** @returns {string} empty when a server is there now, otherwise what to do by hand */
export function installPostgres() {
  if (process.env.POSTGRES_BIN) return `POSTGRES_BIN=${process.env.POSTGRES_BIN} has no initdb that can be run.\n`
  const byHand = isDebian()
    ? 'sudo apt-get update && sudo apt-get install -y --no-install-recommends postgresql'
    : 'install PostgreSQL 13 or newer, or name the folder of its programs: POSTGRES_BIN=/path/to/bin npm test'
  const advice = `The tests need PostgreSQL and found none. To get it:\n\n  ${byHand}\n`
  if (!isDebian()) return advice
  const said = runAsRoot('apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql </dev/null')
  return findPostgres() ? '' : `${said}${advice}`
}

/** PostgreSQL refuses to run as root: then it runs as the user that owns Debian's, or as nobody. */
function whoRuns() {
  if (process.getuid?.() !== 0) return {}
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = ['postgres', 'nobody'].flatMap((name) => lines.find((each) => each.startsWith(`${name}:`)) ?? [])[0]
  const [, , uid, gid] = (line ?? '').split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Ends the server when its standard input does: also when whoever started it died. */
const BY_STDIN =
  'exec 3<&0; "$@" </dev/null 3<&- & server=$!; { cat <&3; kill -QUIT $server; } >/dev/null 2>&1 & wait $server'

/**
 * @typedef {object} Postgres
 * @property {number} port
 * @property {(database?: string) => string} url
 * @property {() => void} crash ends the server as a power cut would; `start` brings it back
 * @property {() => Promise<void>} start
 * @property {() => Promise<void>} stop ends it and removes its data
 */

/**
 * Makes and starts a server. Fsync is on: what it acknowledges is on the disk.
 * @returns {Promise<Postgres>}
 */
export async function startPostgres() {
  const bin = findPostgres()
  if (bin === null) throw new Error(installPostgres() || 'PostgreSQL was installed just now: run the tests again')
  const who = whoRuns()
  const folder = mkdtempSync(join(tmpdir(), 'boss-postgres-'))
  chmodSync(folder, 0o700)
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['--pgdata', data, '--username=boss', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...who, encoding: 'utf8', cwd: folder },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.error?.message ?? made.stderr}`)
  const port = await freePort()
  /** @type {import('node:child_process').ChildProcess | null} */
  let shell = null

  async function start() {
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
    const more = ['fsync=on', 'synchronous_commit=on', 'max_connections=200', 'shared_buffers=64MB']
    const args = ['-D', data, ...[...settings, ...more].flatMap((setting) => ['-c', setting])]
    const child = spawn('sh', ['-c', BY_STDIN, 'sh', join(bin, 'postgres'), ...args], {
      ...who,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    })
    shell = child
    let said = ''
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`PostgreSQL did not start within 60 s:\n${said}`)), 60_000)
      child.stderr.setEncoding('utf8').on('data', (chunk) => {
        said = (said + chunk).slice(-20_000)
        if (!said.includes('ready to accept connections')) return
        clearTimeout(timer)
        resolve(undefined)
      })
      child.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`PostgreSQL ended with ${code}:\n${said}`))
      })
    })
  }

  /** @param {NodeJS.Signals} signal */
  function end(signal) {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, signal)
  }

  async function ended() {
    const child = shell
    if (child === null || child.exitCode !== null) return
    await new Promise((resolve) => {
      child.once('exit', resolve)
      child.stdin?.end()
    })
  }

  try {
    await start()
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return {
    port,
    url: (database = 'postgres') => `postgres://boss@127.0.0.1:${port}/${database}`,
    crash: () => end('SIGQUIT'),
    async start() {
      await ended()
      await start()
    },
    async stop() {
      await ended()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
