import { createHash } from 'node:crypto'
import { restAnswers } from '@boss-deployer/protocol'
import { isSignedBy, keyId, readPublicKey } from '@boss-deployer/protocol/record'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { codeOf } from './rest.ts'
import { useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy' }
const stored = z.looseObject({ sequence: z.int(), previous: z.string().regex(/^[0-9a-f]{64}$/), type: z.string() })

const get = (path: string) => world.rest('GET', path, { token: world.operatorToken })
const page = async (query: string) => restAnswers.history.parse((await get(`/history?${query}`)).json)

/** One lock that goes the whole way, and where the record was before. */
async function someHistory() {
  const gate = await world.newGate()
  const before = await world.sequence()
  const [pipeline, operator] = [await world.pipeline(gate), await world.operator()]
  const { lock: uuid } = await pipeline.ask('lock', { ...asked, context: { commit: 'c1', message: 'secret words' } })
  await operator.ask('unlock', { uuid, note: 'go' })
  await pipeline.ask('claim', { uuid })
  await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })
  return { gate, before, uuid, token: await world.newToken(['operator'], { gates: [gate] }) }
}

describe('the record', () => {
  test('has every event once, in one order, with who, when and how', async () => {
    const { gate, before, uuid } = await someHistory()
    const events = await world.eventsOf(gate, before)
    expect(events.map(({ type }) => type)).toEqual(['locked', 'unlocked', 'claimed', 'mode-changed'])
    expect(events.slice(0, 3).every(({ lock }) => lock === uuid)).toBe(true)
    for (const event of events) expect(event).toMatchObject({ gate, by: { via: 'api', device: null } })
    const order = events.map(({ sequence }) => sequence)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    const times = events.map(({ at }) => Date.parse(String(at)))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('is read forwards after a sequence and backwards before one, in pages without gap or overlap', async () => {
    const { before } = await someHistory()
    const forwards: number[] = []
    for (let after = before, more = true; more; ) {
      const { events, more: isMore } = await page(`after=${after}&limit=3`)
      expect(events.length).toBeLessThanOrEqual(3)
      forwards.push(...events.map(({ sequence }) => sequence))
      after = events.at(-1)?.sequence ?? after
      more = isMore
    }
    expect(forwards).toEqual(forwards.map((_, place) => before + 1 + place))
    const backwards: number[] = []
    for (let from = (forwards.at(-1) ?? 0) + 1; from > before + 1; ) {
      const { events } = await page(`before=${from}&limit=3`)
      backwards.push(...events.map(({ sequence }) => sequence).filter((sequence) => sequence > before))
      from = events.at(-1)?.sequence ?? 0
    }
    expect(backwards).toEqual(forwards.toReversed())
  })

  test('begins with the newest where nothing is said', async () => {
    const { before } = await someHistory()
    const { events } = await page('limit=2')
    expect(events.map(({ sequence }) => sequence)[0]).toBeGreaterThanOrEqual(before + 4)
    expect(events[0]?.sequence).toBeGreaterThan(events[1]?.sequence ?? 0)
  })

  test('never answers more than a page, however much is asked for', async () => {
    expect((await page('after=0&limit=999999999')).events.length).toBeLessThanOrEqual(500)
    for (const query of [
      'after=-1',
      'after=x',
      'after=1e3',
      'limit=ten',
      'after=1&before=2',
      'colour=red',
      'after=1&after=2',
    ])
      expect(codeOf(await get(`/history?${query}`))).toBe('invalid_message')
  })

  test('shows a token its own gates only', async () => {
    const { gate, before, token } = await someHistory()
    const { json } = await world.rest('GET', `/history?after=${before}`, { token: token.token })
    const { events } = restAnswers.history.parse(json)
    expect(events.map((event) => event.gate)).toEqual([gate, gate, gate, gate, gate])
  })

  test('finds by gate, person, pipeline, step, outcome, way, lock and time', async () => {
    const { gate, before, uuid } = await someHistory()
    const found = async (query: string) => (await page(query)).events.map(({ type }) => type)
    expect(await found(`gate=${gate}&limit=3`)).toEqual(['access-changed', 'mode-changed', 'claimed'])
    expect(await found(`lock=${uuid}`)).toEqual(['claimed', 'unlocked', 'locked'])
    expect(await found(`gate=${gate}&outcome=blocked`)).toEqual(['mode-changed'])
    expect(await found(`gate=${gate}&pipeline=shop&step=deploy&outcome=unlocked`)).toEqual(['unlocked'])
    expect(await found(`gate=${gate}&via=gadget`)).toEqual([])
    expect(await found(`gate=${gate}&person=nobody`)).toEqual([])
    const [locked] = await world.eventsOf(gate, before)
    const by = z.looseObject({ by: z.looseObject({ name: z.string() }), at: z.string() }).parse(locked)
    expect(await found(`gate=${gate}&person=${encodeURIComponent(by.by.name)}`)).toContain('locked')
    expect(await found(`gate=${gate}&until=${by.at}`)).not.toContain('locked')
    expect(await found(`gate=${gate}&since=${by.at}`)).toContain('locked')
    for (const query of ['gate=No', 'lock=1', 'since=yesterday', `after=0&gate=${gate}`])
      expect(codeOf(await get(`/history?${query}`))).toBe('invalid_message')
  })

  test('names the pipeline and step of every lock that a page is about, also where it was asked for before', async () => {
    const { gate, uuid } = await someHistory()
    const { events, locks } = await page(`gate=${gate}&outcome=unlocked`)
    expect(events.map(({ type }) => type)).toEqual(['unlocked'])
    expect(locks).toEqual([{ uuid, ...asked }])
  })

  test('goes on from page to page where next says', async () => {
    const { gate } = await someHistory()
    const seen: string[] = []
    for (let next: number | null | undefined; next !== null; ) {
      const { events, ...more } = await page(`gate=${gate}&limit=1${next === undefined ? '' : `&before=${next}`}`)
      seen.push(...events.map(({ type }) => type))
      next = more.next
    }
    expect(seen.slice(0, 5)).toEqual(['access-changed', 'mode-changed', 'claimed', 'unlocked', 'locked'])
  })

  test('gives a token of one gate full pages of what it may see', async () => {
    const { gate, token } = await someHistory()
    const other = await world.pipeline(await world.newGate())
    for (let each = 0; each < 5; each += 1) await other.ask('lock', asked)
    const { json } = await world.rest('GET', '/history?limit=4', { token: token.token })
    const { events } = restAnswers.history.parse(json)
    expect(events.map((event) => [event.type, event.gate])).toEqual(
      ['access-changed', 'mode-changed', 'claimed', 'unlocked'].map((type) => [type, gate]),
    )
  })

  test('does not hold what a pipeline told of itself: that can be erased without breaking the chain', async () => {
    const { before } = await someHistory()
    expect((await get(`/history/export?after=${before}&limit=500`)).text).not.toContain('secret words')
  })
})

describe('the chain', () => {
  test('of an export holds: each event names the hash of the bytes before it, up to the head', async () => {
    const { before } = await someHistory()
    const pipeline = await world.pipeline(await world.newGate())
    // At once, so that a link that stores several in one go has to chain them there too.
    await Promise.all(Array.from({ length: 50 }, () => pipeline.ask('lock', asked)))
    const lines: string[] = []
    for (let after = before; ; ) {
      const reply = await get(`/history/export?after=${after}&limit=7`)
      expect(reply.status).toBe(200)
      expect(reply.type).toMatch(/^application\/x-ndjson/)
      if (reply.text === '') break
      expect(reply.text.endsWith('\n')).toBe(true)
      lines.push(...reply.text.trimEnd().split('\n'))
      after = stored.parse(JSON.parse(lines.at(-1) ?? '')).sequence
    }
    expect(lines.length).toBeGreaterThanOrEqual(54)
    let previous: string | null = null
    for (const [place, line] of lines.entries()) {
      const event = stored.parse(JSON.parse(line))
      expect(event.sequence).toBe(before + 1 + place)
      if (previous !== null) expect(event.previous).toBe(previous)
      previous = createHash('sha256').update(line, 'utf8').digest('hex')
    }
    const { sequence, hash } = restAnswers.head.parse((await get('/history/head')).json)
    if (sequence === before + lines.length) expect(hash).toBe(previous)
    else expect(sequence).toBeGreaterThan(before + lines.length)
  })

  test('ends with a head that the link signed', async () => {
    const head = restAnswers.head.parse((await get('/history/head')).json)
    const { key, pem } = restAnswers.signingKey.parse((await get('/history/key')).json)
    const publicKey = readPublicKey(pem)
    if (!publicKey) throw new Error('a public key was expected')
    expect(head.key).toBe(key)
    expect(keyId(publicKey)).toBe(key)
    expect(isSignedBy(head, publicKey)).toBe(true)
    expect(isSignedBy({ ...head, sequence: head.sequence + 1 }, publicKey)).toBe(false)
  })

  test('begins with zeros', async () => {
    const [first = ''] = (await get('/history/export?after=0&limit=1')).text.split('\n')
    expect(stored.parse(JSON.parse(first))).toMatchObject({ sequence: 1, previous: '0'.repeat(64) })
  })
})
