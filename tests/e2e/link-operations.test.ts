import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'

const main = fileURLToPath(new URL('../../apps/link/dist/main.js', import.meta.url))
const ready = z.object({ url: z.url() })
const tokens = z.object({ operator: z.string(), pipeline: z.string() })

let folder: string
let stopping: (() => Promise<unknown>)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boss-operations-'))
  stopping = []
})
afterEach(async () => {
  for (const stop of stopping) await stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const tokenFile = join(folder, 'tokens.json')
  const args = [main, '--data', join(folder, 'data'), '--port', '0', '--token-file', tokenFile, ...flags]
  const child = spawn(process.execPath, args, { stdio: 'pipe', env: { PATH: process.env.PATH, ...env } })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const ended = once(child, 'exit')
  stopping.push(() => {
    child.kill('SIGTERM')
    return ended
  })
  const died = ended.then(() => Promise.reject(new Error(`the link ended: ${log}`)))
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), died])) as [string]
  const { url } = ready.parse(JSON.parse(line))
  const { operator, pipeline } = tokens.parse(JSON.parse(readFileSync(tokenFile, 'utf8')))
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(`${url}${path}`, { headers })
  const as = (token: string) => ({ authorization: `Bearer ${token}` })
  return { url, operator, pipeline, get, as, log: () => log }
}

test('a link says that it is well and that it is ready', async () => {
  const { get } = await start()
  for (const path of ['/healthz', '/readyz']) expect(await (await get(path)).json()).toEqual({ ok: true })
})

test('figures are for who may view all gates, and tell modes, locks, decisions and commits', async () => {
  const { url, get, as, operator, pipeline } = await start()
  expect((await get('/metrics')).status).toBe(401)
  expect((await get('/metrics', as(pipeline))).status).toBe(403)
  const post = (path: string, token: string, body: object) =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { ...as(token), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const answer = await post('/locks', pipeline, { pipeline: 'shop', step: 'deploy' })
  const { lock } = z.object({ lock: z.uuid() }).parse(await answer.json())
  expect(await (await get('/metrics', as(operator))).text()).toContain('boss_locks_waiting{gate="root"} 1')
  await post(`/locks/${lock}/unlock`, operator, {})
  await post('/gates/root/status', operator, { status: 'blocked', reason: 'fire' })
  const text = await (await get('/metrics', as(operator))).text()
  for (const line of [
    'boss_locks_waiting{gate="root"} 0',
    'boss_gate_mode{gate="root",mode="blocked"} 1',
    'boss_gate_mode{gate="root",mode="default"} 0',
    'boss_decisions_total{outcome="unlocked",via="api"} 1',
    'boss_decisions_total{outcome="killed",via="api"} 1',
    'boss_time_to_approve_seconds_count 1',
    'boss_sockets{role="pipeline"} 0',
    'boss_history_sequence',
    'process_cpu_seconds_total',
  ])
    expect(text).toContain(line)
  expect(text).toMatch(/boss_commit_seconds_count [1-9]/)
})

test('a request keeps the id that its client gave it, when it is fit for a log', async () => {
  const { get } = await start()
  const idOf = async (id: string) => (await get('/healthz', { 'x-request-id': id })).headers.get('x-request-id')
  expect(await idOf('build-7.a')).toBe('build-7.a')
  for (const bad of ['x'.repeat(101), 'a b', '"']) expect(await idOf(bad)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
})

test('a page of another origin reads only where the link was told to let it', async () => {
  const allowed = 'https://ci.example.com'
  const closed = await start()
  expect((await closed.get('/healthz', { origin: allowed })).headers.get('access-control-allow-origin')).toBeNull()
  for (const stop of stopping.splice(0)) await stop()
  const open = await start(['--origins', allowed])
  const { headers } = await open.get('/healthz', { origin: allowed })
  expect(headers.get('access-control-allow-origin')).toBe(allowed)
  expect(headers.get('access-control-allow-credentials')).toBeNull()
  const stranger = await open.get('/healthz', { origin: 'https://evil.example' })
  expect(stranger.headers.get('access-control-allow-origin')).not.toBe('https://evil.example')
})

test('who asks too often is told when to come again, by token and by address', async () => {
  const byToken = await start([], { BOSS_LINK_REQUESTS_PER_TOKEN: '3' })
  const statuses: number[] = []
  for (let count = 0; count < 5; count += 1)
    statuses.push((await byToken.get('/api/v1/gates', byToken.as(byToken.pipeline))).status)
  expect(statuses.slice(0, 3)).toEqual([200, 200, 200])
  expect(statuses).toContain(429)
  expect((await byToken.get('/api/v1/gates', byToken.as(byToken.operator))).status).toBe(200)
  for (const stop of stopping.splice(0)) await stop()
  const byAddress = await start(['--requests-per-address', '3'])
  for (let count = 0; count < 3; count += 1) await byAddress.get('/healthz')
  const last = await byAddress.get('/healthz')
  expect(last.status).toBe(429)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await last.json()).toMatchObject({ code: 'too_many' })
})

test('a client that never finishes what it says is sent away', async () => {
  const { url } = await start()
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString()
  })
  socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ')
  await once(socket, 'close')
  expect(heard).toMatch(/^HTTP\/1\.1 408 /)
})

test('the log of a whole run has its requests, and no secret', async () => {
  const { url, get, as, operator, pipeline, log } = await start(['--log-level', 'trace'])
  const headers = { ...as(operator), 'content-type': 'application/json' }
  const made = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'ci', grants: [{ role: 'pipeline', gate: 'root' }] }),
  })
  const { token } = z.object({ token: z.string() }).parse(await made.json())
  const enrolled = await fetch(`${url}/api/v1/gadgets`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ id: 'desk', name: 'Desk', gate: 'root' }),
  })
  const keys = z.object({ mac_key: z.string(), press_key: z.string() }).parse(await enrolled.json())
  const coded = await fetch(`${url}/api/v1/session-codes`, { method: 'POST', headers: as(operator) })
  const { code } = z.object({ code: z.string() }).parse(await coded.json())
  const session = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const cookie = /=([^;]+)/.exec(session.headers.get('set-cookie') ?? '')?.[1] ?? ''
  await get('/api/v1/gates', as(`${pipeline}x`))
  await get(`/api/v1/gates?token=${token}`, as(token))
  await get('/api/v1/session', { cookie: `boss_session=${cookie}`, 'x-request-id': 'run-7' })
  await expect.poll(log).toContain('run-7')
  const lines = log()
    .trim()
    .split('\n')
    .map((line) => z.looseObject({ level: z.int() }).parse(JSON.parse(line)))
  expect(lines.some((line) => line.route === '/api/v1/session' && line.status === 200)).toBe(true)
  for (const secret of [operator, pipeline, token, code, cookie, keys.mac_key, keys.press_key]) {
    expect(secret.length).toBeGreaterThan(20)
    expect(log()).not.toContain(secret)
  }
})

test('the settings that hold are printed without their secrets, and wrong ones are all named at once', async () => {
  const run = async (flags: readonly string[], env: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, [main, ...flags], { stdio: 'pipe', env: { PATH: process.env.PATH, ...env } })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    const [code] = (await once(child, 'close')) as [number]
    return { code, out, err }
  }
  const printed = await run(['--print-config', '--data', folder], { BOSS_STORE: 'postgres://boss:hunter2@db/boss' })
  expect(printed).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(printed.out)).toMatchObject({ store: '(secret)', port: 8000 })
  const wrong = await run(['--port', '99999', '--log-level', 'loud'], { BOSS_LINK_HOTS: 'x' })
  expect(wrong.code).toBe(2)
  for (const place of ['--port', '--log-level', 'BOSS_LINK_HOTS']) expect(wrong.err).toContain(place)
})
