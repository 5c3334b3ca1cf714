import { grantRole, openApiDocument } from '@boss-deployer/protocol'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Book, spoilt, valuesOf } from './fuzz/arbitrary.ts'
import { type Document, faultOfReply, type Operation, readDocument } from './fuzz/document.ts'
import type { Reply } from './rest.ts'
import { joinAs, openPlace } from './rights/place.ts'
import { useLink } from './world.ts'

/** Requests of each kind to each operation. */
const RUNS = Number(process.env.BOSS_FUZZ_RUNS ?? 12)

const world = useLink()
const ours = readDocument(openApiDocument())
const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'

/** A field that goes badly with others is mostly left out. */
const seldom = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.option(values, { freq: 3, nil: undefined })

let document: Document
let top: string
let ids: readonly string[]
let codes: readonly string[]
beforeAll(async () => {
  document = readDocument((await world.rest('GET', '/openapi.json')).json)
  top = await world.newGate()
  const place = await openPlace(world, top, { role: 'nobody', subject: 'nobody' }, true)
  const person = await joinAs(world, [{ role: 'viewer', gate: top }])
  ids = [await place.token(), await place.gadget(), person.id, nobody, 'constructor']
  codes = [await place.enrolmentCode(), await place.sessionCode(), await place.invitation(), 'none']
})

/** What a token of every role may speak of, some of it its own. */
async function openBook(token: string): Promise<Book> {
  const place = await openPlace(world, top, { role: 'pipeline', subject: 'somebody', token }, true)
  const locks = [await place.lock('locked'), await place.lock('unlocked'), await place.lock('claimed'), nobody]
  const places = {
    gate: fc.oneof(
      fc.constantFrom(top, place.gate, 'no-such-gate'),
      fc.nat().map((each) => `${top}.new-${each}`),
    ),
    uuid: fc.constantFrom(...locks),
  }
  const { resolve } = document
  return {
    resolve,
    known: {
      ...places,
      lock: places.uuid,
      id: fc.oneof(
        fc.constantFrom(...ids),
        fc.nat().map((each) => `desk-${each}`),
      ),
      code: fc.constantFrom(...codes),
      email: fc.nat().map((each) => `ada-${each}@example.com`),
      pipeline: fc.constantFrom('shop', 'blog'),
      step: fc.nat({ max: 3 }).map((each) => `step-${each}`),
      wait: fc.constant('0s'),
      'if-match': fc.constantFrom('*', await place.etag(), '"none"'),
      request_id: fc.constantFrom('build-1', 'build-2'),
      'idempotency-key': seldom(fc.constantFrom('build-1', 'build-2')),
      after: seldom(fc.nat({ max: 50 })),
      before: seldom(fc.nat({ max: 50 })),
      press: seldom(valuesOf({ $ref: '#/components/schemas/Press' }, { resolve, known: places })),
    },
  }
}

/** Rules between two fields, or a field and what there is: no schema says them. */
const betweenFields = new RegExp(
  [
    'request_id: is not the same as the Idempotency-Key',
    'either after',
    'either until or for_ms',
    'from … until: is not a span of up to',
    'zone: there is no time zone',
    'a token ends within two years',
    'names a lock by uuid when it unlocks, else a gate',
    'a press answers the lock that was shown',
    'until, for_ms and approve_pending go with released only',
    'the end of a release has to be in the future',
    'name the gate, there are several',
  ].join('|'),
)

interface Asked {
  readonly path: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly header: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** Requests that the document allows. */
function requestsTo({ parameters, requestBody }: Operation, book: Book): fc.Arbitrary<Asked> {
  const recordIn = (where: string) => {
    const among = parameters.filter((each) => each.in === where)
    const needed = among.filter(({ required }) => required).map(({ name }) => name)
    const fieldOf = ({ name, schema, required }: (typeof among)[number]) =>
      valuesOf(schema, book, name).filter((value) => !required || value !== undefined)
    return fc.record(Object.fromEntries(among.map((each) => [each.name, fieldOf(each)])), { requiredKeys: needed })
  }
  const body = requestBody ? valuesOf(requestBody.content['application/json'].schema, book) : fc.constant(undefined)
  return fc.record({ path: recordIn('path'), query: recordIn('query'), header: recordIn('header'), body })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const texts = (record: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, textOf(value)]])),
  )

function send(token: string, { method, path }: Operation, { path: named, query, header, body }: Asked): Promise<Reply> {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(textOf(named[name])))
  const asked = new URLSearchParams(texts(query)).toString()
  const whole = `${address.slice(1)}${asked === '' ? '' : `?${asked}`}`
  return world.rest(method, whole, { token, headers: { origin: world.url, ...texts(header) }, body })
}

describe.each(ours.operations)('$method $path', (operation) => {
  let token: string
  let book: Book
  beforeAll(async () => {
    token = (await world.newToken(grantRole.options)).token
    book = await openBook(token)
  })

  test('answers as the document says to whatever the document allows', async () => {
    const property = fc.asyncProperty(requestsTo(operation, book), async (asked) => {
      const reply = await send(token, operation, asked)
      expect(faultOfReply(operation, reply, document)).toBeNull()
      expect(reply.text).not.toMatch(/"code":"(too_large|internal|unavailable)"/)
      if (!betweenFields.test(reply.text)) expect(reply.text).not.toContain('"code":"invalid_message"')
    })
    await fc.assert(property, { numRuns: RUNS })
  })

  const about = operation.requestBody?.content['application/json'].schema
  if (about === undefined) return

  test('refuses a body that the document does not allow', async () => {
    const asked = requestsTo(operation, book).chain((each) => spoilt(each.body).map((body) => ({ ...each, body })))
    const property = fc.asyncProperty(asked, async (each) => {
      const reply = await send(token, operation, each)
      expect(faultOfReply(operation, reply, document)).toBeNull()
      if (document.faultOf(about, each.body) !== null) expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.text).not.toMatch(/"code":"(internal|unavailable)"/)
    })
    await fc.assert(property, { numRuns: RUNS })
  })
})
