// The three programs of the Concourse resource for one certain node: compiled ahead for it, and started by it.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../apps/resource/dist', import.meta.url))

/**
 * A few lines that hand V8 the compiled code. It is taken by the very V8 that made it and refused by any other, which
 * then compiles the program as always. The kernel starts node itself: no shell and no env stands between Concourse and
 * whom its signals are for.
 */
const starter = (node) => `#!${node}
'use strict'
const { readFileSync } = require('node:fs')
const { Script } = require('node:vm')
const filename = __filename + '.js'
const cachedData = readFileSync(__filename + '.cache')
new Script(readFileSync(filename, 'utf8'), { filename, cachedData }).runInThisContext()(require, module)
`

/** Runs a program once and keeps what V8 made of it. */
const compiler = `
const { readFileSync, writeFileSync } = require('node:fs')
const { Script } = require('node:vm')
const program = process.env.BOSS_PROGRAM
const script = new Script(readFileSync(program + '.js', 'utf8'), { filename: program + '.js' })
process.once('exit', () => writeFileSync(program + '.cache', script.createCachedData()))
script.runInThisContext()(require, module)
`

const lock = '018f0000-0000-7000-8000-000000000001'
const approved = { gate: 'root', effective: 'default', held_by: 'root', locks: [lock], more: false }
const unknown = { type: 'about:blank', title: 'no', status: 404, code: 'lock_not_found', detail: 'a rehearsal' }

/** A link that knows no lock: enough for a program to read an answer and to end. */
async function openRehearsal() {
  const server = createServer(({ url = '' }, response) => {
    const isCheck = url.includes('/approved')
    response.writeHead(isCheck ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isCheck ? approved : unknown))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const source = { url: `http://127.0.0.1:${server.address().port}`, token: 'none', gate: 'root', pipeline: 'none' }
  return {
    inputs: {
      check: { source, version: { lock } },
      in: { source, version: { lock } },
      out: { source, params: { step: 'none', wait: false } },
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function compile(program, input, folder) {
  const env = { ...process.env, BOSS_PROGRAM: program }
  const child = spawn(process.execPath, ['-e', compiler, '--', folder], { env, stdio: ['pipe', 'ignore', 'ignore'] })
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(input))
  await new Promise((resolve) => child.once('exit', resolve))
  if (!existsSync(`${program}.cache`)) throw new Error(`${program} was not compiled`)
}

/** Puts `check`, `in` and `out` into a folder, for the node that runs this, which is to be found at that path. */
export async function installPrograms(folder, node) {
  mkdirSync(folder, { recursive: true })
  const rehearsal = await openRehearsal()
  for (const [name, input] of Object.entries(rehearsal.inputs)) {
    const program = join(folder, name)
    const source = readFileSync(join(dist, name), 'utf8').replace(/^#!.*\n/, '')
    writeFileSync(`${program}.js`, `(function (require, module) {${source}\n})`)
    await compile(program, input, folder)
    writeFileSync(program, starter(node), { mode: 0o755 })
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  await rehearsal.close()
}
