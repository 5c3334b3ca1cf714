import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { root } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { until } from './boss/until.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const fenced = (kind: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${kind}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, it = '']) => it)
const blocks = fenced('sh')

/** What the blocks do beyond running to their end. */
const start = blocks.find((block) => block.startsWith('npm start'))
const check = blocks.find((block) => block.startsWith('npm test'))
const reset = blocks.find((block) => block.startsWith('rm -r'))
const commands = blocks.filter((block) => ![start, check, reset].includes(block))

const home = tempFolder()
/** A stranger's machine: no data yet, no settings. */
const env = { ...process.env, HOME: home.path, NO_COLOR: '1' }
for (const name of ['XDG_DATA_HOME', 'BOSS_URL', 'BOSS_TOKEN', 'BOSS_DATA']) Reflect.deleteProperty(env, name)

interface Run {
  readonly said: { text: string }
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>
  isOver(): boolean
  /** As ctrl-C in its terminal. */
  interrupt(): void
}

/** Its own group of processes, as a terminal makes one; so that ctrl-C reaches all of them. */
function run(script: string): Run {
  const child = spawn('bash', ['-eu', '-o', 'pipefail', '-c', script], { cwd: root, env, detached: true })
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said.text += chunk.toString()
    })
  }
  let isOver = false
  const ended = once(child, 'close').then(() => {
    isOver = true
    return child.exitCode
  })
  const interrupt = () => {
    if (!isOver && child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
  }
  return { said, ended, interrupt, isOver: () => isOver }
}

const pressIt = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"button":"unlock","ms":120}',
}
const shown = z.looseObject({ pattern: z.string() })

/** The boss at the desk: presses whenever the gadget is blue, until told to go home. */
function sitAt(face: string) {
  const desk = { isTaken: true }
  const day = (async () => {
    while (desk.isTaken) {
      const { pattern } = shown.parse(await (await fetch(`${face}/state`)).json())
      if (pattern === 'locked') await (await fetch(`${face}/press`, pressIt)).text()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
  return () => {
    desk.isTaken = false
    return day
  }
}

let up: Run
let goHome: () => Promise<void> = async () => {}
const urlAfter = (label: string) => new RegExp(`^  ${label} .*(http\\S+)$`, 'm').exec(up.said.text)?.[1] ?? ''

beforeAll(async () => {
  up = run(start ?? 'exit 1')
  await until('npm start is ready', () => up.said.text.includes('To reset') || up.isOver(), 110_000)
  expect(up.said.text).toContain('To reset')
  goHome = sitAt(urlAfter('gadget'))
})

afterAll(async () => {
  await goHome()
  up.interrupt()
  await up.ended
  home[Symbol.dispose]()
})

/** What differs from one start to the next. */
const timeless = (text: string) =>
  text
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'URL')
    .replaceAll(/#code=\S+/g, '#code')
    .replaceAll(/\(\d+ s\)/g, '(n s)')
    .replaceAll(/ {2,}/g, '  ')
    .trim()

describe('the README', () => {
  test('names the two commands, and both are there', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
    expect(start).toMatch(/^npm start/)
    // It is running this test.
    expect(check).toMatch(/^npm test/)
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']))
  })

  test('shows what a start prints', () => {
    const [sample = 'none'] = fenced('text')
    expect(timeless(up.said.text)).toContain(timeless(sample))
  })

  test.each(commands.map((block) => [block]))(
    'every command works: %s',
    async (block) => {
      const { said, ended } = run(block.replaceAll('http://127.0.0.1:8000', urlAfter('link')))
      expect(await ended, said.text).toBe(0)
      if (block.includes('now deploy')) expect(said.text).toContain('now deploy')
    },
    120_000,
  )

  test('stops with ctrl-C and keeps the data; then the reset removes it', async () => {
    await goHome()
    up.interrupt()
    await up.ended
    expect(up.said.text).toContain('stopped; the data is kept')
    const data = join(home.path, '.local/share/boss-deployer')
    expect(existsSync(data)).toBe(true)
    expect(await run(reset ?? 'exit 1').ended).toBe(0)
    expect(existsSync(data)).toBe(false)
  })

  test('leads only to what is there', () => {
    const targets = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target)
    expect(targets.length).toBeGreaterThan(0)
    for (const target of targets.filter((it) => !it.startsWith('http')))
      expect(existsSync(join(root, target)), target).toBe(true)
  })
})
