import { restAnswers } from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { unique, useLink } from './world.ts'

const world = useLink()

const YEAR_MS = 365 * 24 * 60 * 60_000
const asOperator = (method: string, path: string, body?: object) =>
  world.rest(method, path, { token: world.operatorToken, ...(body ? { body } : {}) })
const newBody = (more: object = {}) => ({
  name: unique('ci'),
  grants: [{ role: 'pipeline', gate: 'root' }],
  ...more,
})
const make = async (body: object) => {
  const { status, json } = await asOperator('POST', '/tokens', body)
  return { status, code: status === 201 ? '' : (json as { code: string }).code, json }
}
const listed = async (id: string) => {
  const { tokens } = restAnswers.tokens.parse((await asOperator('GET', '/tokens')).json)
  return tokens.find((token) => token.id === id)
}

describe('a token', () => {
  test('is listed with who made it, its end and its last use, and without its secret', async () => {
    const gate = await world.newGate()
    const { id, token } = await world.newToken(['pipeline'], { gates: [gate] })
    expect(await listed(id)).toMatchObject({ created_by: 'token:operator', last_used_at: null, revoked_at: null })
    await world.rest('GET', '/gates', { token })
    await expect.poll(async () => (await listed(id))?.last_used_at, { timeout: 30_000 }).not.toBeNull()
    expect((await asOperator('GET', '/tokens')).text).not.toContain(token)
  })

  test('ends after a year when nobody says when, one for servers does not', async () => {
    const { id, created_at: made } = await world.newToken(['pipeline'])
    expect(Date.parse((await listed(id))?.expires_at ?? '') - Date.parse(made)).toBe(YEAR_MS)
    expect((await world.newToken(['server'])).expires_at).toBeNull()
  })

  test('of a person or a pipeline ends within two years', async () => {
    const late = new Date(Date.now() + 3 * YEAR_MS).toISOString()
    for (const body of [newBody({ expires_at: null }), newBody({ expires_at: late })])
      expect(await make(body)).toMatchObject({ code: 'invalid_message' })
  })

  test('has a name of its own, which is free again once the token is revoked', async () => {
    const body = newBody()
    const both = await Promise.all([make(body), make(body)])
    expect(both.map(({ status, code }) => `${status} ${code}`).toSorted()).toEqual(['201 ', '409 conflict'])
    const { id } = restAnswers.newToken.parse(both.find(({ status }) => status === 201)?.json)
    expect((await asOperator('DELETE', `/tokens/${id}`)).json).toEqual({ revoked: true })
    expect((await asOperator('DELETE', `/tokens/${id}`)).json).toEqual({ revoked: false })
    const again = await make(body)
    expect(again.status).toBe(201)
    await asOperator('DELETE', `/tokens/${restAnswers.newToken.parse(again.json).id}`)
  })

  test('is in the record when it is made and when it is revoked, with who did it and no secret', async () => {
    const before = await world.sequence()
    const gate = await world.newGate()
    const { id, name, token } = await world.newToken(['pipeline', 'viewer'], { gates: [gate] })
    await asOperator('DELETE', `/tokens/${id}`)
    await asOperator('DELETE', `/tokens/${id}`)
    const { json, text } = await asOperator('GET', `/history?after=${before}&limit=500`)
    const about = restAnswers.history.parse(json).events.filter((event) => event.subject === `token:${name}`)
    const grants = ['pipeline', 'viewer'].map((role) => ({ role, gate }))
    expect(about).toMatchObject([
      { type: 'access-changed', kind: 'token', change: 'made', gate, grants, by: { id: 'token:operator' } },
      { type: 'access-changed', kind: 'token', change: 'revoked', gate, grants, by: { id: 'token:operator' } },
    ])
    expect(text).not.toContain(token)
  })

  test('that signs out is revoked, with a trace, and is answered with nothing at all', async () => {
    const { id, token, subject } = await world.newToken(['viewer'])
    const before = await world.sequence()
    const out = await world.rest('DELETE', '/session', { token })
    expect(out).toMatchObject({ status: 204, text: '', type: '' })
    expect((await world.rest('GET', '/me', { token })).status).toBe(401)
    expect((await listed(id))?.revoked_at).not.toBeNull()
    const { json } = await asOperator('GET', `/history?after=${before}&limit=500`)
    const about = restAnswers.history.parse(json).events.filter((event) => event.subject === subject)
    expect(about).toMatchObject([{ type: 'access-changed', change: 'revoked', by: { id: subject } }])
  })

  test('is made and revoked by who operates at its gates, and nobody else', async () => {
    const [mine, other] = [await world.newGate(), await world.newGate()]
    const { token } = await world.newToken(['operator'], { gates: [mine] })
    const foreign = await world.newToken(['pipeline'], { gates: [other] })
    const grants = [{ role: 'pipeline', gate: other }]
    expect((await world.rest('POST', '/tokens', { token, body: newBody({ grants }) })).status).toBe(403)
    expect((await world.rest('DELETE', `/tokens/${foreign.id}`, { token })).status).toBe(403)
    const { tokens } = restAnswers.tokens.parse((await world.rest('GET', '/tokens', { token })).json)
    expect(tokens.map(({ id }) => id)).not.toContain(foreign.id)
  })
})
