import { describe, expect, test } from 'vitest'
import { pageOf } from './page.ts'

const request = new Request('http://link.example/history')
const kept = async () => new Response('kept')
const text = async (response: Promise<Response>) => (await response).text()

describe('a page', () => {
  test('is the link’s where it answers', async () => {
    expect(await text(pageOf(request, { fetch: async () => new Response('new'), kept }))).toBe('new')
    const refused = pageOf(request, { fetch: async () => new Response('no', { status: 404 }), kept })
    expect((await refused).status).toBe(404)
  })

  test.each([
    ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['is not there behind its proxy', async () => new Response('Bad Gateway', { status: 502 })],
    [
      'does not answer in time',
      (_: Request, { signal }: RequestInit) =>
        new Promise<Response>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
    ],
  ])('is the one that was kept where the link %s', async (_, fetch) => {
    expect(await text(pageOf(request, { fetch, kept }, 1))).toBe('kept')
  })

  test('is an error where nothing was kept either', async () => {
    const nothing = async () => undefined
    const away = pageOf(request, { fetch: () => Promise.reject(new TypeError('away')), kept: nothing })
    expect((await away).type).toBe('error')
    const proxy = pageOf(request, { fetch: async () => new Response('', { status: 502 }), kept: nothing })
    expect((await proxy).status).toBe(502)
  })
})
