import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { programsIn } from './programs.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** A folder with one program, as Node.js text. */
async function program(name: 'check' | 'in' | 'out', script: string) {
  const folder = await mkdtemp(join(tmpdir(), 'programs-'))
  folders.push(folder)
  await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}')
  await writeFile(join(folder, name), `#!/usr/bin/env node\n${script}`)
  await chmod(join(folder, name), 0o755)
  return programsIn(folder)
}

const systemAfter = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

test('a process gets its folder, its payload and its environment, and nothing else', async () => {
  const script = `
    const text = require('node:fs').readFileSync(0, 'utf8')
    console.error('for people')
    console.log(JSON.stringify([process.argv.slice(2), JSON.parse(text), Object.keys(process.env).sort()]))`
  const programs = await program('in', script)
  const running = programs.start(
    { program: 'in', folder: '/x', payload: { a: 1 }, env: { BUILD_ID: '7' } },
    systemAfter,
  )
  const { code, stdout, stderr } = await running.exit
  expect([code, stderr]).toEqual([0, 'for people\n'])
  const [argv, payload, names] = JSON.parse(stdout) as [string[], unknown, string[]]
  expect([argv, payload]).toEqual([['/x'], { a: 1 }])
  expect(names.filter((name) => !/^(PATH|PWD|SHLVL|_|__CF)/.test(name))).toEqual(['BUILD_ID'])
})

test('a process that does not hear SIGTERM is killed after the grace', async () => {
  const programs = await program(
    'out',
    `process.on('SIGTERM', () => console.error('deaf')); setInterval(() => {}, 1e6); console.error('up')`,
  )
  let kill: () => void = () => {}
  const running = programs.start({ program: 'out', folder: '/', payload: {}, env: {} }, (_ms, run) => {
    kill = run
    return () => {}
  })
  await running.said('up')
  running.stop()
  await running.said('deaf')
  kill()
  expect(await running.exit).toMatchObject({ code: null, stdout: '' })
})

test('a process that hears SIGTERM ends with its own code', async () => {
  const programs = await program(
    'out',
    `process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1e6); console.error('up')`,
  )
  const running = programs.start({ program: 'out', folder: '/', payload: {}, env: {} }, systemAfter)
  await running.said('up')
  running.stop()
  expect(await running.exit).toMatchObject({ code: 5 })
})

test('a program that is not there fails', async () => {
  const programs = await program('out', '')
  const running = programs.start({ program: 'in', folder: '/', payload: {}, env: {} }, systemAfter)
  expect(await running.exit).toMatchObject({ code: null })
})
