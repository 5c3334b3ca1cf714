import { describe, expect, test } from 'vitest'
import { readHistory } from './history.ts'
import type { Fetch } from './rest.ts'
import { codeIn, openSession, readSession } from './session.ts'

const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Fetch =>
  async () =>
    new Response(body, { status, headers })

const session = JSON.stringify({
  subject: 'person:ada',
  name: 'Ada',
  grants: [{ role: 'operator', gate: 'root' }],
  sequence: 7,
})

describe('the code of the printed address', () => {
  test.each([
    ['#code=abc', 'abc'],
    ['#code=a%2Bb', 'a+b'],
    ['#gate=shop&code=abc', 'abc'],
    ['#code=', null],
    ['#else', null],
    ['', null],
  ])('in %s is %s', (fragment, code) => {
    expect(codeIn(fragment)).toBe(code)
  })
})

describe('the session', () => {
  test('is opened by posting the code', async () => {
    const seen: RequestInit[] = []
    const answer = await openSession(async (_, init) => {
      seen.push(init)
      return new Response(session)
    }, 'abc')
    expect(seen[0]).toMatchObject({ method: 'POST', body: '{"code":"abc"}', credentials: 'same-origin' })
    expect(answer).toMatchObject({ ok: true, value: { name: 'Ada', sequence: 7 } })
  })

  test('tells how far this clock is from the link’s', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString()
    const answer = await readSession(answering(200, session, { date: inAnHour }))
    expect(answer.ok && Math.round(answer.value.clockSkewMs / 10_000)).toBe(360)
  })

  test('is refused with the code and sentence of the link', async () => {
    const problem = JSON.stringify({ code: 'unauthenticated', detail: 'this code was used' })
    expect(await openSession(answering(401, problem), 'abc')).toEqual({
      ok: false,
      error: { code: 'unauthenticated', message: 'this code was used' },
    })
  })

  test.each([
    ['a proxy’s page', answering(502, '<html>bad gateway</html>')],
    ['no network', () => Promise.reject(new TypeError('failed to fetch'))],
    ['a stranger’s JSON', answering(503, '{}')],
  ])('with %s in the way counts as the link being away', async (_, fetch) => {
    expect(await readSession(fetch)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  })
})

test('a page of the history keeps what an event carries', async () => {
  const by = { id: 'person:ada', name: 'Ada', via: 'console', device: null }
  const event = { sequence: 4, type: 'mode-changed', at: '2026-01-02T03:04:05.000Z', by, to: 'blocked', exit_code: 3 }
  const page = await readHistory(answering(200, JSON.stringify({ events: [event], more: true })), 5)
  expect(page).toMatchObject({ ok: true, value: { more: true, events: [{ sequence: 4, to: 'blocked', exitCode: 3 }] } })
})
