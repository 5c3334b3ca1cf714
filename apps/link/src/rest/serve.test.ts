import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AUTH_PATH, authDoors, routeList } from '@boss-deployer/protocol'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { leaving } from '../leaving.ts'
import { makeApp } from './app.ts'
import { addAuthDoors } from './auth-doors.ts'
import { restHandlers } from './handlers.ts'
import { addRoutes } from './serve.ts'

const parts = { leaving: leaving() } as Parameters<typeof addRoutes>[1]

const config = { origins: [], trustedProxies: [], requestsPerAddress: 1_000, requestsPerToken: 1_000 }

async function openApp() {
  const consoleDir = mkdtempSync(join(tmpdir(), 'boss-console-'))
  mkdirSync(join(consoleDir, 'assets'))
  for (const name of ['index.html', 'sw.js', 'assets/first-1a2b.js'])
    writeFileSync(join(consoleDir, name), 'the console')
  const app = await makeApp({ ...config, consoleDir, log: pino({ level: 'silent' }) })
  addRoutes(app, parts)
  addAuthDoors(app, parts)
  await app.ready()
  onTestFinished(async () => {
    await app.close()
    rmSync(consoleDir, { recursive: true })
  })
  return app
}

/** Each method and address of the tree that Fastify draws of its own routes, four signs a level. */
function drawn(tree: string): readonly string[] {
  const path: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, level = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    path.splice(level.length / 4, path.length, part)
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${path.join('')}`)
  })
}

test('what is routed is the two tables and the console, and nothing else', async () => {
  const app = await openApp()
  const named = [
    ...routeList.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    ...authDoors.map(({ method, path }) => `${method} ${AUTH_PATH}${path}`),
    'GET *',
  ]
  // What answers GET answers HEAD with the same, without the body.
  const heads = named.filter((each) => each.startsWith('GET ')).map((each) => each.replace('GET', 'HEAD'))
  expect(drawn(app.printRoutes({ commonPrefix: false })).toSorted()).toEqual([...named, ...heads].toSorted())
})

test.each([
  ['/', 'public, max-age=0'],
  ['/history', 'public, max-age=0'],
  ['/sw.js', 'public, max-age=0'],
  ['/assets/first-1a2b.js', 'public, max-age=31536000, immutable'],
])('a browser keeps %s: %s', async (url, kept) => {
  const app = await openApp()
  const { statusCode, headers } = await app.inject({ url, headers: { accept: 'text/html' } })
  expect([statusCode, headers['cache-control']]).toEqual([200, kept])
})

test('any other address is none, whoever asks', async () => {
  const app = await openApp()
  for (const [method, url] of [
    ['GET', '/api/v1/nothing'],
    ['GET', '/api/v1/auth/sign-up/email'],
    ['POST', '/api/v1/auth/sign-up/email'],
    ['DELETE', '/api/v1/gates'],
    ['OPTIONS', '/api/v1/gates'],
    ['POST', '/index.html'],
    ['GET', '/../package.json'],
    ['GET', '/%2e%2e/package.json'],
    ['GET', '/.env'],
  ] as const) {
    const { statusCode, json } = await app.inject({ method, url, headers: { authorization: 'Bearer boss_x' } })
    expect([url, statusCode, json()]).toMatchObject([url, 404, { code: 'not_found' }])
  }
  expect((await app.inject('/')).body).toBe('the console')
})

test('a route has a handler of its own or is the message of a channel, never both', () => {
  for (const { name, row } of routeList)
    expect([name, Object.hasOwn(restHandlers, name)]).toEqual([name, row.channel === undefined])
})
