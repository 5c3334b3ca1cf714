import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { clientChannelNames, openApiDocument, routeList } from '../index.ts'

const document = z
  .looseObject({
    openapi: z.literal('3.1.0'),
    paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
  })
  .parse(openApiDocument())
const operations = Object.values(document.paths).flatMap((path) => Object.values(path))

const asSent = z.record(z.string(), z.unknown())

test('the document is OpenAPI 3.1 as the specification has it', async () => {
  const { valid, errors } = await new Validator().validate(asSent.parse(JSON.parse(JSON.stringify(document))))
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
})

test('every route is in the document, once and under a name of its own', () => {
  const named = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(named.toSorted()).toEqual(routeList.map(({ method, path }) => `${method} ${path}`).toSorted())
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routeList.length)
})

test('what is answered with nothing has no content there, and everything else has', () => {
  const answers = z.looseObject({
    responses: z.record(z.string(), z.looseObject({ content: z.optional(z.unknown()) })),
  })
  for (const { path, method, row } of routeList) {
    const { responses } = answers.parse(document.paths[path]?.[method.toLowerCase()])
    const { status = 200 } = row
    expect([path, responses[String(status)]?.content !== undefined]).toEqual([path, status !== 204])
  }
})

test('every reference leads somewhere, and no schema is without an owner', () => {
  const text = JSON.stringify(document)
  const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref))
  const schemas = z
    .looseObject({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) })
    .parse(document)
  const names = Object.keys(schemas.components.schemas).map((name) => `#/components/schemas/${name}`)
  expect([...refs].filter((ref) => !names.includes(ref))).toEqual([])
})

test('all that a socket can say has a route', () => {
  const overHttp = new Set(routeList.flatMap(({ row }) => row.channel ?? []))
  /** What only asks is a GET of its own: a lock, the approved locks, what happened since. */
  const asked = ['in', 'approved', 'sync']
  expect(clientChannelNames.filter((channel) => !overHttp.has(channel))).toEqual(asked)
  for (const path of ['GET /locks/{uuid}', 'GET /gates/{gate}/approved', 'GET /sync'])
    expect(routeList.map(({ name }) => name)).toContain(path)
})

test('every parameter of a path is described, and nothing else is', () => {
  for (const { path, row } of routeList) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = row.params ? Object.keys(z.toJSONSchema(row.params, { io: 'input' }).properties ?? {}) : []
    expect(described).toEqual(inPath)
  }
})
