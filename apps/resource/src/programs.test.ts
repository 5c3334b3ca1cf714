import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exampleLock, exampleUuid, openFakeLink } from '@boss-deployer/testing'
import { fc, test as property } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { check } from './check-program.ts'
import { fetchApproval } from './in-program.ts'
import { out } from './out-program.ts'
import type { Call } from './run.ts'

const other = exampleUuid.replace(/1$/, '2')
const claimed = exampleLock({
  state: 'claimed',
  approved_by: 'Ada',
  claimed_at: '2026-01-02T03:04:05.678Z',
  note: 'go',
})
const version = { lock: exampleUuid }

const closing: (() => Promise<void>)[] = []
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'call-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const said: string[] = []
const callWith = (payload: unknown, more: Partial<Call> = {}): Call => ({
  payload,
  folder,
  env: {},
  signal: new AbortController().signal,
  patienceMs: 0,
  say: (line) => said.push(line),
  ...more,
})

type Answers = Readonly<Record<string, unknown>>
type Answer = readonly [status: number, body: unknown]

/** A link that answers each path (without what is before the last part) as the test says, in turn. */
async function linkThat(answers: Answers) {
  const asked: string[] = []
  const counts = new Map<string, number>()
  const http = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://x')
    const key = Object.keys(answers).find((it) => pathname.endsWith(it)) ?? ''
    asked.push(`${pathname.replace('/api/v1', '')}${search}`)
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    const answer = answers[key]
    const inTurn = Array.isArray(answer) ? ((answer as Answer[])[count] ?? (answer as Answer[]).at(-1)) : answer
    const [status, body] = Array.isArray(inTurn) ? (inTurn as unknown as Answer) : [404, { code: 'lock_not_found' }]
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const fake = await openFakeLink({ http })
  closing.push(async () => fake[Symbol.asyncDispose]())
  return { asked, source: { url: fake.url, token: 't', gate: 'shop.production', pipeline: 'shop' } }
}
const problem = (status: number, code: string): Answer => [
  status,
  { code, detail: code, status, title: code, type: 'x' },
]
const page = (locks: readonly string[], more: object = {}): Answer => [
  200,
  { gate: 'shop.production', effective: 'default', held_by: 'shop.production', locks, more: false, ...more },
]

describe('check', () => {
  test('lists every page once', async () => {
    const { source, asked } = await linkThat({
      '/approved': [page([exampleUuid], { more: true }), page([exampleUuid, other])],
    })
    expect(await check(callWith({ source }))).toEqual({ exit: 0, answer: [version, { lock: other }] })
    expect(asked[1]).toBe(`/gates/shop.production/approved?pipeline=shop&since=${exampleUuid}`)
  })

  test('never reads without end', async () => {
    const { source, asked } = await linkThat({ '/approved': [page([exampleUuid], { more: true })] })
    expect(await check(callWith({ source }))).toMatchObject({ exit: 0 })
    expect(asked.length).toBeLessThanOrEqual(20)
  })

  test('fails while the gate is blocked, and says by what', async () => {
    const { source } = await linkThat({ '/approved': [page([], { effective: 'blocked', held_by: 'shop' })] })
    expect(await check(callWith({ source, version }))).toEqual({ exit: 1, reason: 'shop is blocked' })
  })

  test('without a pipeline says again what is known, and nothing new', async () => {
    const { source } = await linkThat({ '/approved': [page([exampleUuid, other])] })
    const { pipeline: _, ...nameless } = source
    expect(await check(callWith({ source: nameless, version }))).toEqual({ exit: 0, answer: [version] })
    expect(await check(callWith({ source: nameless }))).toEqual({ exit: 0, answer: [] })
    expect(await check(callWith({ source: { ...source, role: 'request' } }))).toEqual({ exit: 0, answer: [] })
  })

  test('takes a version of another kind for none', async () => {
    const { source, asked } = await linkThat({ '/approved': [page([])] })
    expect(await check(callWith({ source, version: { ref: 'abc' } }))).toEqual({ exit: 0, answer: [] })
    expect(asked).toEqual(['/gates/shop.production/approved?pipeline=shop'])
  })

  test('means the only gate there is, where none is named', async () => {
    const state = {
      gate: 'root',
      status: 'default',
      effective: 'default',
      held_by: 'root',
      changed_at: null,
      changed_by: null,
      reason: null,
      until: null,
      queue_length: 0,
      head: null,
      allow_release: true,
      approvals: 1,
      sequence: 0,
    }
    const { source, asked } = await linkThat({
      '/gates': [
        [200, { gates: [state] }],
        [200, { gates: [state, state] }],
      ],
      '/approved': [page([])],
    })
    const { gate: _, ...anywhere } = source
    expect(await check(callWith({ source: anywhere }))).toMatchObject({ exit: 0 })
    expect(asked[1]).toContain('/gates/root/approved')
    expect(await check(callWith({ source: anywhere }))).toMatchObject({ exit: 2 })
  })

  test.each([
    ['garbage', [200, { locks: 'all' }]],
    ['no link', problem(503, 'unavailable')],
    ['a wrong token', problem(401, 'unauthenticated')],
  ])('fails on %s', async (_, answer) => {
    const { source } = await linkThat({ '/approved': [answer] })
    const ending = await check(callWith({ source }))
    expect(ending.exit).not.toBe(0)
    expect(ending).not.toHaveProperty('answer')
  })
})

describe('in', () => {
  const files = () => readdir(folder)

  test('writes the approval and prints the version as it came', async () => {
    const { source } = await linkThat({ '/verify': [[200, claimed]] })
    const ending = await fetchApproval(callWith({ source, version }))
    expect(ending).toMatchObject({ exit: 0, answer: { version } })
    expect(ending).toMatchObject({
      answer: {
        metadata: expect.arrayContaining([
          { name: 'approved by', value: 'Ada' },
          { name: 'lock', value: `${source.url}/locks/${exampleUuid}` },
        ]) as unknown,
      },
    })
    expect(await files()).toEqual(['boss-deployer.json'])
    const approval: unknown = JSON.parse(await readFile(join(folder, 'boss-deployer.json'), 'utf8'))
    expect(approval).toMatchObject({ lock: exampleUuid, approved_by: 'Ada', note: 'go' })
  })

  test('waits for a pending lock, claims it, and asks again whether it holds', async () => {
    const { source, asked } = await linkThat({
      '/verify': [problem(409, 'not_approved'), [200, claimed]],
      '/claim': [[200, { uuid: exampleUuid, claimed_at: '2026-01-02T03:04:05.678Z' }]],
      [exampleUuid]: [[200, exampleLock({ state: 'unlocked' })]],
    })
    expect(await fetchApproval(callWith({ source, version }))).toMatchObject({ exit: 0 })
    expect(asked.map((it) => it.replace(/^.*0001/, ''))).toEqual(['/verify', '?wait=55s', '/claim', '/verify'])
  })

  test('does not wait when told so', async () => {
    const { source } = await linkThat({ '/verify': [problem(409, 'not_approved')] })
    expect(await fetchApproval(callWith({ source, version, params: { wait: false } }))).toMatchObject({ exit: 1 })
    expect(await files()).toEqual([])
  })

  test('ends its wait with the abort', async () => {
    const stop = new AbortController()
    const { source } = await linkThat({
      '/verify': [problem(409, 'not_approved')],
      [exampleUuid]: [[200, exampleLock()]],
    })
    const say = () => stop.abort()
    expect(await fetchApproval(callWith({ source, version }, { signal: stop.signal, say }))).toMatchObject({ exit: 5 })
    expect(await files()).toEqual([])
  })

  test.each([
    ['rejected', 3],
    ['killed', 1],
    ['expired', 4],
    ['cancelled', 5],
    ['superseded', 5],
  ] as const)('fails on a lock that is %s with %i, and says why', async (state, exit) => {
    const lock = exampleLock({ state, end: { by: 'Ada', reason: 'no', at: '2026-01-02T03:04:05.678Z' } })
    const { source } = await linkThat({ '/verify': [problem(409, 'lock_ended')], [exampleUuid]: [[200, lock]] })
    expect(await fetchApproval(callWith({ source, version }))).toEqual({
      exit,
      reason: `shop.production production: ${state} by Ada: no`,
    })
    expect(await files()).toEqual([])
  })

  test.each([
    ['a blocked gate', problem(409, 'gate_blocked'), {}],
    ['a lock nobody knows', problem(404, 'lock_not_found'), {}],
    ['a lock of another gate, as the link says', problem(409, 'conflict'), {}],
    ['a lock of another gate, as the lock says', [200, { ...claimed, gate: 'shop.staging' }], {}],
    ['a lock of another pipeline', [200, { ...claimed, pipeline: 'blog' }], {}],
    ['a lock of another team', [200, { ...claimed, source: { team: 'other' } }], { BUILD_TEAM_NAME: 'main' }],
    ['the answer for another lock', [200, { ...claimed, uuid: other }], {}],
    ['a lock that is not claimed', [200, exampleLock({ state: 'unlocked' })], {}],
    ['garbage', [200, { ok: true }], {}],
    ['no link', problem(503, 'unavailable'), {}],
  ])('fails on %s, and writes nothing', async (_, answer, env) => {
    const { source } = await linkThat({ '/verify': [answer] })
    const ending = await fetchApproval(callWith({ source, version }, { env }))
    expect(ending.exit).not.toBe(0)
    expect(ending).not.toHaveProperty('answer')
    expect(await files()).toEqual([])
  })
})

describe('out', () => {
  const verified = async (answer: unknown, params: object = {}, env: Call['env'] = {}) => {
    const link = await linkThat({ '/verify': [answer] })
    await writeFile(join(folder, 'boss-deployer.json'), JSON.stringify({ lock: exampleUuid, more: 1 }))
    const payload = { source: link.source, params: { action: 'verify', lock: '.', ...params } }
    return { ...link, ending: await out(callWith(payload, { env })) }
  }

  test('verifies what was fetched, and prints the known version', async () => {
    const { ending } = await verified(
      [200, claimed],
      { ref: 'abc', max_age: '1h', single_use: true },
      { BUILD_ID: '7' },
    )
    expect(ending).toMatchObject({ exit: 0, answer: { version } })
  })

  test.each([
    ['blocked', problem(409, 'gate_blocked')],
    ['another commit', problem(409, 'conflict')],
    ['another lock', [200, { ...claimed, uuid: other }]],
    ['another pipeline', [200, { ...claimed, pipeline: 'blog' }]],
    ['not claimed', [200, exampleLock({ state: 'unlocked' })]],
    ['garbage', [200, []]],
  ])('does not verify: %s', async (_, answer) => {
    const { ending } = await verified(answer)
    expect(ending.exit).toBe(1)
    expect(ending).not.toHaveProperty('answer')
  })

  test.each([
    ['a folder that is not there', { lock: 'nowhere' }],
    ['a folder outside', { lock: '../..' }],
    ['a ref that is not there', { ref_file: 'nowhere' }],
    ['single_use without a build', { single_use: true }],
  ])('does not verify %s', async (_, params) => {
    const { ending, asked } = await verified([200, claimed], params)
    expect(ending.exit).toBe(2)
    expect(asked).toEqual([])
  })

  const asked = (more: object = {}): Answer => [
    200,
    {
      lock: exampleUuid,
      state: 'locked',
      status: 'default',
      gate: 'shop.production',
      place: 1,
      locked_at: '2026-01-02T03:04:05.678Z',
      expires_at: '2026-01-02T03:04:05.678Z',
      ...more,
    },
  ]

  test('asks and does not wait when told so', async () => {
    const { source } = await linkThat({ '/locks': [asked()] })
    expect(await out(callWith({ source, params: { wait: false, step: 's' } }))).toMatchObject({
      exit: 0,
      answer: { version },
    })
  })

  test.each([
    ['refused', problem(409, 'gate_blocked'), 1],
    ['of another gate', asked({ gate: 'shop.staging' }), 1],
    ['ended', asked({ state: 'rejected' }), 1],
    ['garbage', [200, {}], 1],
  ])('asks in vain: %s', async (_, answer, exit) => {
    const { source } = await linkThat({ '/locks': [answer] })
    expect(await out(callWith({ source, params: { wait: false, step: 's' } }))).toMatchObject({ exit })
  })

  test('cancels what the same build asked, and prints no version', async () => {
    const { source } = await linkThat({
      '/locks': [asked()],
      '/cancel': [[200, { uuid: exampleUuid, state: 'cancelled' }]],
    })
    const ending = await out(callWith({ source, params: { action: 'cancel', step: 's' } }))
    expect(ending).toEqual({ exit: 5, reason: `cancelled ${exampleUuid}` })
  })
})

describe('hostile standard input', () => {
  const source = { url: 'http://127.0.0.1:9', token: 'secret-token', gate: 'shop', pipeline: 'p' }
  const programs = { check, in: fetchApproval, out }
  const run = (name: keyof typeof programs, payload: unknown) => programs[name](callWith(payload))
  const nearly = fc.record(
    {
      source: fc.oneof(
        fc.jsonValue(),
        fc.record({ ...Object.fromEntries(Object.keys(source).map((key) => [key, fc.jsonValue()])) }),
      ),
      version: fc.jsonValue(),
      params: fc.oneof(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom('action', 'wait', 'step', 'timeout', 'lock', 'x'), fc.jsonValue()),
      ),
    },
    { requiredKeys: [] },
  )

  for (const name of ['check', 'in', 'out'] as const) {
    property.prop([fc.oneof(fc.jsonValue({ maxDepth: 8 }), nearly)])(
      `${name} refuses any JSON with a reason`,
      async (payload) => {
        const ending = await run(name, payload)
        expect(ending).toMatchObject({ exit: 2, reason: expect.stringMatching(/./) as string })
      },
    )
  }

  test.each([
    ['check', { source: { ...source, password: 'x' } }, 'source: has no field "password"'],
    ['check', { source, params: {} }, 'has no field "params"'],
    ['check', { source: { ...source, url: 'ftp://x' } }, 'source.url: is not a web address'],
    ['check', { source: { ...source, token: undefined } }, 'source.token: is missing'],
    ['check', { source: { ...source, gate: 'Shop' } }, 'source.gate: is not a gate path such as shop.production'],
    ['in', { source, version: { lock: '7' } }, 'version.lock: is not a UUID'],
    ['in', { source, version: { lock: exampleUuid, ref: 'x' } }, 'version: has no field "ref"'],
    ['in', { source, version, params: { wait: 'no' } }, 'params.wait: is not true or false'],
    ['out', { source, params: { action: 'explode' } }, 'params.action: is not one of lock, cancel, verify'],
    [
      'out',
      { source, params: { timeout: '8' } },
      'params.timeout: is not a duration such as 90s, 8h or 1h30m, up to 30d',
    ],
    ['out', { source, params: { stepp: 'x' } }, 'params: has no field "stepp"'],
    ['out', { source, params: { action: 'verify' } }, 'params.lock: is missing'],
    ['out', { source, params: { action: 'verify', lock: 'approval', wait: true } }, 'params: has no field "wait"'],
  ] as const)('%s names the field', async (name, payload, reason) => {
    expect(await run(name, payload)).toEqual({ exit: 2, reason })
  })

  test('never repeats a token', async () => {
    for (const name of ['check', 'in', 'out'] as const) {
      const ending = await run(name, { source: { ...source, token: 'secret-token'.repeat(100) }, version, params: {} })
      expect(JSON.stringify(ending)).not.toContain('secret-token')
    }
  })
})
