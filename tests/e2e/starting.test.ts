import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const nowhere = 'http://127.0.0.1:9'

let folder: string
let stopping: (() => unknown)[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'boss-start-'))
  stopping = []
})
afterEach(async () => {
  for (const stop of stopping) await stop()
  rmSync(folder, { recursive: true, force: true })
})

const who = { id: 'desk', name: 'Desk', gate: 'root', mac_key: 'a'.repeat(64) }
const configs = {
  server: { link: { url: nowhere, token: 't' }, name: 'pi', gadgets: [{ ...who, url: nowhere }] },
  gadget: { ...who, press_key: 'b'.repeat(64), server: { url: nowhere } },
}
type Name = keyof typeof configs
const names: readonly Name[] = ['server', 'gadget']

function run(name: Name, more: readonly string[] = [], config: object = configs[name], data: string = name) {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(config))
  const ports = name === 'server' ? ['--port', '0'] : ['--port', '0', '--face-port', '0']
  const args = ['--config', file, '--data', join(folder, data), ...ports, ...more]
  const child = spawn(process.execPath, [join(root, 'apps', name, 'dist/main.js'), ...args], { stdio: 'pipe' })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = once(child, 'exit').then(([code]: unknown[]) => code)
  stopping.push(() => child.exitCode ?? (child.kill('SIGKILL') && ended))
  return { child, ended, said: () => said, line: once(createInterface({ input: child.stdout }), 'line') }
}

describe.each(names)('the %s as a process', (name) => {
  test('says where it is in one line, and ends with 0 when it is asked to', async () => {
    const { child, ended, line } = run(name)
    const [text] = (await line) as [string]
    expect(JSON.parse(text)).toMatchObject({
      ready: name,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
    })
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  test('ends with 2 and names the port that is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    stopping.push(() => holder.close())
    const address = holder.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { ended, said } = run(name, ['--port', String(port)])
    expect(await ended).toBe(2)
    expect(said()).toContain(`port ${port}`)
    expect(said()).toContain('is taken')
  })

  test('ends with 2 and names every field of its configuration that is wrong', async () => {
    const { ended, said } = run(name, [], { ...configs[name], name: '', siren: true })
    expect(await ended).toBe(2)
    expect(said()).toMatch(/name: .*\n.*siren: /)
  })

  test.each(['--port=99999', '--siren'])('ends with 2 after %s', async (option) => {
    expect(await run(name, [option]).ended).toBe(2)
  })
})

test('a gadget counts its starts, and does not start when it cannot know how many there were', async () => {
  for (const start of [1, 2]) {
    const { child, ended, line, said } = run('gadget')
    await line
    await expect.poll(said).toContain(`"boot":${start}`)
    child.kill('SIGKILL')
    await ended
  }
  for (const slot of ['boot.a', 'boot.b']) writeFileSync(join(folder, 'gadget', slot), 'spoiled')
  const { ended, said } = run('gadget')
  expect(await ended).toBe(2)
  expect(said()).toContain('boot counter')
})

test('two servers do not share a journal; a killed one gives it back', async () => {
  const first = run('server')
  await first.line
  const second = run('server')
  expect(await second.ended).toBe(2)
  expect(second.said()).toContain('is used by another server')
  first.child.kill('SIGKILL')
  await first.ended
  await run('server').line
})
