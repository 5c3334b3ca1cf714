import { routeList } from '@boss-deployer/protocol'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { restHandlers } from './handlers.ts'
import { addRoutes } from './serve.ts'

const parts = Object.create(null) as Parameters<typeof addRoutes>[1]

test('the HTTP server has the routes of the table and no other', async () => {
  const app = fastify()
  const added: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') added.push(`${each} ${url.replace(/:(\w+)/g, '{$1}')}`)
  })
  addRoutes(app, parts)
  await app.ready()
  expect(added.toSorted()).toEqual(routeList.map(({ method, path }) => `${method} ${path}`).toSorted())
  await app.close()
})

test('a route has a handler of its own or is the message of a channel, never both', () => {
  for (const { name, row } of routeList)
    expect([name, Object.hasOwn(restHandlers, name)]).toEqual([name, row.channel === undefined])
})
