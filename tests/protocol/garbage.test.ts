import {
  type ClientChannel,
  clientChannelNames,
  clientChannels,
  limits,
  parse,
  type Right,
} from '@boss-deployer/protocol'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inTime } from './deadline.ts'
import type { Party } from './party.ts'
import { codeOf } from './rest.ts'
import { useLink } from './world.ts'

const world = useLink()
const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'

const name = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'uuid',
    'gate',
    'lock',
    'status',
    'pipeline',
    'step',
    'context',
  ),
  fc.string({ maxLength: 20 }),
)
const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    0.5,
    2 ** 53,
    1e308,
    '',
    nobody,
    'root',
    'blocked',
    '\0',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.integer(),
)
const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5 }),
  ),
})).value

const deep = (levels: number): unknown => JSON.parse(`${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`)
const heaps: readonly unknown[] = [
  undefined,
  deep(2_000),
  'x'.repeat(30_000),
  Array.from({ length: 10_000 }, (_, place) => place),
  Object.fromEntries(Array.from({ length: 2_000 }, (_, place) => [`field_${place}`, place])),
  { uuid: deep(1_000), lock: deep(1_000), gate: deep(1_000), context: deep(1_000) },
  JSON.parse('{"__proto__":{"uuid":"x"},"constructor":{"prototype":{"uuid":"x"}}}'),
  Buffer.from('{}'),
  { uuid: Buffer.alloc(1_000), lock: Buffer.alloc(1_000), gate: Buffer.alloc(10) },
]

/** The party that may speak on a channel. */
async function speakerOn(channel: ClientChannel, gate: string): Promise<Party> {
  const { rights }: { rights: readonly Right[] } = clientChannels[channel]
  if (rights.some((right) => right === 'ask' || right === 'attend')) return world.pipeline(gate)
  if (rights.some((right) => right === 'decide' || right === 'view')) return world.operator()
  return world.enter((await world.newToken(['server'])).token, 'server')
}

async function expectHealth(gate: string) {
  expect((await world.rest('GET', 'healthz')).status).toBe(200)
  const pipeline = await world.pipeline(gate)
  expect(await pipeline.ask('approved', { gate })).toMatchObject({ gate })
  pipeline.close()
}

describe.each(clientChannelNames)('whatever is said on %s', (channel) => {
  test('is answered with a clear code, leaves the link well and the record as it was', async () => {
    const gate = await world.newGate()
    const party = await speakerOn(channel, gate)
    const before = await world.eventsOf(gate)
    const expectRefusal = async (message: unknown) => {
      if (parse(clientChannels[channel].request, message).ok) return
      expect(await party.outcome(channel, message)).toBe('invalid_message')
    }
    for (const heap of heaps) await expectRefusal(heap)
    await fc.assert(fc.asyncProperty(anyJson, expectRefusal), { numRuns: 60 })
    expect(await world.eventsOf(gate)).toEqual(before)
    await expectHealth(gate)
  })
})

describe('a socket', () => {
  test('that speaks on channels that do not exist is told so', async () => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    const own = new Set(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])
    const strange = [
      '',
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'error',
      'welcome',
      'ack',
      'default',
      'LOCK',
      'x'.repeat(10_000),
    ]
    for (const channel of strange) expect(await pipeline.refusal(channel, {})).toBe('invalid_message')
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }).filter((channel) => !own.has(channel) && !Object.hasOwn(clientChannels, channel)),
        async (channel) => {
          expect(await pipeline.refusal(channel, {})).toBe('invalid_message')
        },
      ),
      { numRuns: 50 },
    )
    await expectHealth(gate)
  })

  test('that says too many things, or none, or a function, is answered or ignored, never more', async () => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    pipeline.tell('lock', { pipeline: 'p', step: 's' }, { pipeline: 'q', step: 's' }, 7)
    pipeline.tell('claim')
    pipeline.tell('claim', null, null, null)
    pipeline.tell('error', 'x')
    await pipeline.settle()
    expect((await world.eventsOf(gate)).filter(({ type }) => type !== 'gate-added').length).toBeLessThanOrEqual(1)
    await expectHealth(gate)
  })

  test('that says more than a message may hold is let go, and nobody else notices', async () => {
    const gate = await world.newGate()
    const [pipeline, bystander] = [await world.pipeline(gate), await world.pipeline(gate)]
    pipeline.tell('lock', { pipeline: 'p', step: 's', context: { message: 'x'.repeat(limits.messageBytes * 2) } })
    await inTime(pipeline.ended, 'the socket ends')
    expect(await bystander.ask('approved', { gate })).toMatchObject({ gate })
    expect((await world.eventsOf(gate)).map(({ type }) => type)).toEqual(['gate-added'])
  })

  test('that does not speak Socket.IO is let go, and nobody else notices', async () => {
    const gate = await world.newGate()
    const bystander = await world.pipeline(gate)
    const packets = [
      '',
      'x',
      '9',
      '2',
      '2[]',
      '2{}',
      '2[1]',
      '2[null]',
      '2["error"]',
      '2["lock"',
      '251-["lock",{"_placeholder":true,"num":0}]',
      '3[]',
      '30',
      '5-',
      '59999999999-["lock"]',
      '1',
      '4{}',
      '0{"token":1}',
      '2["__proto__",{}]',
      `2${'['.repeat(20_000)}`,
    ]
    for (const packet of packets) {
      const pipeline = await world.pipeline(gate)
      pipeline.sendRaw(packet)
      expect(await bystander.ask('approved', { gate })).toMatchObject({ gate })
      pipeline.close()
    }
    expect((await world.eventsOf(gate)).map(({ type }) => type)).toEqual(['gate-added'])
    await expectHealth(gate)
  })
})

describe('over REST', () => {
  const routes = [
    ['pipeline', 'POST', '/locks'],
    ['pipeline', 'POST', `/locks/${nobody}/claim`],
    ['pipeline', 'POST', `/locks/${nobody}/cancel`],
    ['pipeline', 'POST', `/locks/${nobody}/verify`],
    ['pipeline', 'POST', `/locks/${nobody}/done`],
    ['operator', 'POST', `/locks/${nobody}/unlock`],
    ['operator', 'POST', `/locks/${nobody}/reject`],
    ['operator', 'POST', '/gates'],
    ['operator', 'POST', '/gates/nowhere-at-all/status'],
    ['operator', 'POST', '/tokens'],
    ['operator', 'POST', '/gadgets'],
    ['nobody', 'POST', '/session'],
  ] as const

  const tokenOf = (who: string) =>
    who === 'pipeline' ? world.pipelineToken : who === 'operator' ? world.operatorToken : ''

  test.each(routes)('as %s: whatever the body of %s %s is, the answer is a clear code', async (who, method, path) => {
    const before = await world.sequence()
    const token = tokenOf(who)
    const send = async (body: string, headers: Record<string, string> = {}) => {
      const code = codeOf(await world.rest(method, path, { token, body, headers }))
      expect(['invalid_message', 'lock_not_found', 'gate_not_found', 'too_large', 'forbidden']).toContain(code)
    }
    for (const body of [
      '{',
      'null',
      '[]',
      '0',
      '"x"',
      '{"a":1}{',
      '\0',
      `${'['.repeat(20_000)}`,
      'x'.repeat(limits.messageBytes + 1),
    ])
      await send(body)
    await send('{"__proto__":{"gate":"root"},"gate":7}')
    await send('{"constructor":{"prototype":{"gate":"root"}}}')
    await send('gate=root', { 'content-type': 'application/x-www-form-urlencoded' })
    await send('<gate/>', { 'content-type': 'text/xml' })
    await send('{}', { 'content-type': 'nonsense' })
    await fc.assert(
      fc.asyncProperty(anyJson, (value) =>
        send(JSON.stringify({ nonsense: value, pipeline: value, uuid: value, gate: value, name: value })),
      ),
      { numRuns: 40 },
    )
    if (process.env.LINK_URL === undefined) expect(await world.sequence()).toBe(before)
  })

  test('whatever the address is, the answer is a clear code', async () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%00', '%2f', '%ff', '-', nobody, 'root', 'locks', '__proto__', 'constructor'),
      fc.webSegment(),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'PATCH'),
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.webQueryParameters(),
        async (method, parts, query) => {
          const reply = await world.rest(method, `/locks/${parts.join('/')}?${query}`, { token: world.pipelineToken })
          expect(reply.status).toBeLessThan(500)
          if (reply.status >= 400) codeOf(reply)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('an authorization that is none is unauthenticated', async () => {
    for (const authorization of [
      'Bearer',
      'Bearer  ',
      'Basic eDp5',
      'bearer x',
      'Bearer x y',
      `Bearer ${'x'.repeat(5_000)}`,
      'Bearer __proto__',
    ])
      expect(codeOf(await world.rest('GET', '/gates', { headers: { authorization } }))).toBe('unauthenticated')
  })
})
