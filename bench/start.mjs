// (d) process time of `check` and `in` as they are installed, interleaved with what has to be paid anyway (`node -e 0` and one round
// trip to the same link) and with what a resource that keeps its locks in a git repository pays.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { installPrograms } from '../tools/resource-programs.mjs'
import { api, root, scratch, startLink } from './lib/processes.mjs'
import { beside, p50 } from './lib/stats.mjs'

const RUNS = Number(process.env.BENCH_RUNS ?? 60)
const WARM_UP = 5

function timed(command, args, { input = '', cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd,
      env: { ...process.env, ...env },
    })
    child.once('exit', (code) =>
      code === 0
        ? resolve(performance.now() - started)
        : reject(new Error(`${command} ${args.join(' ')} ended with ${code}`)),
    )
    // Who ends before it has read its input is not to blame.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** One request on a connection of its own, as a process that was just started has to make it. */
function roundTrip({ url }) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    get(`${url}/healthz`, { agent: false }, (answer) =>
      answer.resume().once('end', () => resolve(performance.now() - started)),
    ).once('error', reject)
  })
}

/** A bare repository with one commit, and what a resource does with it. */
async function gitPool(dir) {
  const bare = join(dir, 'pool.git')
  const env = {
    ...{ GIT_AUTHOR_NAME: 'pool', GIT_AUTHOR_EMAIL: 'pool@example.com', GIT_CONFIG_GLOBAL: '/dev/null' },
    ...{ GIT_COMMITTER_NAME: 'pool', GIT_COMMITTER_EMAIL: 'pool@example.com' },
  }
  const git = (args, cwd = dir) => timed('git', args, { cwd, env })
  await git(['init', '--bare', '--initial-branch=main', bare])
  let made = 0
  async function cloneAndPush() {
    const clone = join(dir, `clone-${made++}`)
    const started = performance.now()
    await git(['clone', '--quiet', `file://${bare}`, clone])
    mkdirSync(join(clone, 'locks'), { recursive: true })
    appendFileSync(join(clone, 'locks', 'claimed'), `${made}\n`)
    await git(['add', '.'], clone)
    await git(['commit', '--quiet', '-m', `claim ${made}`], clone)
    await git(['push', '--quiet', 'origin', 'HEAD:main'], clone)
    return performance.now() - started
  }
  await cloneAndPush()
  return { lsRemote: () => git(['ls-remote', '--exit-code', `file://${bare}`]), cloneAndPush }
}

/** A lock that was asked for, unlocked and claimed: what `in` fetches. */
async function claimedLock(link) {
  const { operator, pipeline } = link.tokens
  const { lock } = await api(link, pipeline, 'POST', '/locks', { pipeline: 'shop', step: 'deploy', gate: 'root' })
  await api(link, operator, 'POST', `/locks/${lock}/unlock`, {})
  await api(link, pipeline, 'POST', `/locks/${lock}/claim`, {})
  return lock
}

export async function processStart() {
  const { dir, remove } = scratch()
  const link = await startLink(dir)
  const lock = await claimedLock(link)
  const source = { url: link.url, token: link.tokens.pipeline, gate: 'root', pipeline: 'shop' }
  const installed = join(dir, 'resource')
  await installPrograms(installed, process.execPath)
  const program = (name) => join(installed, name)
  const node = (args, input) => timed(process.execPath, args, { input: JSON.stringify(input) })
  const pool = await gitPool(dir)
  const measures = {
    nothing: () => node(['-e', '0'], {}),
    trip: () => roundTrip(link),
    check: () => node([program('check')], { source, version: { lock } }),
    'check as it is built': () => node([join(root, 'apps/resource/dist/check')], { source, version: { lock } }),
    in: () => node([program('in'), join(dir, 'fetched')], { source, version: { lock } }),
    lsRemote: pool.lsRemote,
    cloneAndPush: pool.cloneAndPush,
  }
  const times = Object.fromEntries(Object.keys(measures).map((name) => [name, []]))
  for (let run = 0; run < RUNS + WARM_UP; run += 1) {
    for (const [name, measure] of Object.entries(measures)) {
      const took = await measure()
      if (run >= WARM_UP) times[name].push(took)
    }
  }
  await link.stop()
  remove()
  const floor = p50(times.nothing) + p50(times.trip)
  const figure = (name, { product, floor: under, target }) =>
    beside(name, { product, floor: under, unit: 'ms', target })
  return [
    figure('check, p50, beside node -e 0 and one round trip', { product: p50(times.check), floor, target: 1.2 }),
    figure('check without the compiled code, p50, beside the same', {
      product: p50(times['check as it is built']),
      floor,
    }),
    figure('in, p50, beside node -e 0 and one round trip', { product: p50(times.in), floor, target: 1.2 }),
    figure('check, p50, beside git ls-remote', { product: p50(times.check), floor: p50(times.lsRemote) }),
    figure('in, p50, beside git clone, commit and push', { product: p50(times.in), floor: p50(times.cloneAndPush) }),
  ]
}
