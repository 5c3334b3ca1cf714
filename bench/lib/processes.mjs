import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Starts a node program and waits for the JSON line that says it is ready. */
export async function start(file, args = [], options = {}) {
  const child = spawn(process.execPath, [...(options.execArgv ?? []), join(root, file), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...options.env },
  })
  const ready = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
  return {
    ...ready,
    pid: child.pid,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

export function scratch() {
  const dir = mkdtempSync(join(tmpdir(), 'boss-bench-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

/** The real link, started as a user starts it, with its tokens. */
export async function startLink(dir, args = [], file = 'apps/link/dist/main.js') {
  const tokenFile = join(dir, 'tokens.json')
  const link = await start(file, ['--data', join(dir, 'link'), '--port', '0', '--token-file', tokenFile, ...args])
  return { ...link, tokens: JSON.parse(readFileSync(tokenFile, 'utf8')) }
}

export async function api(link, token, method, path, body) {
  const response = await fetch(`${link.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** Resident memory of a process in bytes. */
export const residentOf = (pid) =>
  Number(/Rss:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) * 1024

/** CPU time that a process has used, in milliseconds. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
