import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { serve } from '../testing/serve.ts'
import { askDeviceCode, askDeviceToken } from './device.ts'

const says =
  (status: number, body: string): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body)

const deadlineMs = 5_000
const code = {
  device_code: 'd',
  user_code: 'ABCD',
  verification_uri: 'https://boss.example/#device',
  verification_uri_complete: 'https://boss.example/?user_code=ABCD#device',
  expires_in: 600,
  interval: 2,
}

describe('asking for a code', () => {
  test('says who asks, and has the times in milliseconds', async () => {
    const seen: unknown[] = []
    const url = await serve((request, response) => {
      void text(request).then((body) => {
        seen.push(request.method, request.url, JSON.parse(body))
        response.end(JSON.stringify(code))
      })
    })
    expect(await askDeviceCode({ url, deadlineMs })).toEqual({
      ok: true,
      value: {
        deviceCode: 'd',
        userCode: 'ABCD',
        verificationUri: code.verification_uri,
        verificationUriComplete: code.verification_uri_complete,
        expiresInMs: 600_000,
        intervalMs: 2_000,
      },
    })
    expect(seen).toEqual(['POST', '/api/v1/auth/device/code', { client_id: 'boss' }])
  })

  test('takes five seconds and the plain address where the link says no more', async () => {
    const { interval: _, verification_uri_complete: __, ...least } = code
    const url = await serve(says(200, JSON.stringify(least)))
    expect(await askDeviceCode({ url, deadlineMs })).toMatchObject({
      value: { intervalMs: 5_000, verificationUriComplete: code.verification_uri },
    })
  })

  test.each([
    ['no JSON', 200, '<html>', 'internal'],
    ['a list', 200, '[]', 'internal'],
    ['an address that is none', 200, JSON.stringify({ ...code, verification_uri: 'javascript:alert(1)' }), 'internal'],
    ['an error of the standard', 400, '{"error":"invalid_client"}', 'unauthenticated'],
    ['a proxy', 502, '<html>', 'unavailable'],
  ])('is refused by %s', async (_, status, body, expected) => {
    const url = await serve(says(status, body))
    expect(await askDeviceCode({ url, deadlineMs })).toMatchObject({ ok: false, error: { code: expected } })
  })
})

describe('asking whether it was approved', () => {
  test.each([
    [200, '{"access_token":"person_x","token_type":"Bearer"}', 'signed-in'],
    [400, '{"error":"authorization_pending"}', 'pending'],
    [400, '{"error":"slow_down","error_description":"slower"}', 'slow-down'],
    [429, '{"message":"Too many requests"}', 'slow-down'],
    [400, '{"error":"expired_token"}', 'expired'],
    [400, '{"error":"access_denied"}', 'denied'],
    [400, '{"error":"invalid_grant"}', 'refused'],
    [400, '{"error":"constructor"}', 'refused'],
    [401, '<html>', 'refused'],
    [200, '', 'away'],
    [200, '<html>', 'away'],
    [200, '{"access_token":""}', 'away'],
    [200, '{"error":"authorization_pending"}', 'away'],
    [302, '', 'away'],
    [500, '{"error":"access_denied"}', 'away'],
    [503, '', 'away'],
  ])('HTTP %i %j is %s', async (status, body, is) => {
    const url = await serve(says(status, body))
    expect(await askDeviceToken({ url, deadlineMs }, 'd')).toMatchObject({ is })
  })

  test('a link that never answers is away', async () => {
    const url = await serve(() => {})
    expect(await askDeviceToken({ url, deadlineMs: 30 }, 'd')).toMatchObject({ is: 'away' })
  })

  test('an address that is none is refused', async () => {
    expect(await askDeviceToken({ url: 'ftp://x', deadlineMs }, 'd')).toMatchObject({ is: 'refused' })
  })
})
