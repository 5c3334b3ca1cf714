import { restAnswers } from '@boss-deployer/protocol'
import { pressMac } from '@boss-deployer/protocol/gadget'
import { describe, expect, test } from 'vitest'
import { inTime } from './deadline.ts'
import { unique, useLink } from './world.ts'

const world = useLink()

const asOperator = (method: string, path: string, body?: object) =>
  world.rest(method, path, { token: world.operatorToken, ...(body ? { body } : {}) })
const codeFor = async (what: object) =>
  restAnswers.enrolmentCode.parse((await asOperator('POST', '/enrolment-codes', what)).json).code
const enrol = (code: string) => world.rest('POST', '/enrol', { body: { code } })
const changesOf = async (subject: string) => {
  const { json } = await asOperator('GET', '/history?limit=500')
  const { events } = restAnswers.history.parse(json)
  return events.filter((event) => event.type === 'access-changed' && event.subject === subject)
}

describe('a code', () => {
  test('makes of a device a gadget, whose presses count, once', async () => {
    const gate = await world.newGate()
    const id = unique('gadget')
    const code = await codeFor({ kind: 'gadget', id, name: 'Desk', gate, boss: { id: 'person:ada', name: 'Ada' } })
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$/)
    const reply = await enrol(` ${code.toLowerCase().replace('-', ' ')}`)
    expect(reply.status).toBe(201)
    const gadget = restAnswers.enrolled.parse(reply.json)
    if (gadget.kind !== 'gadget') throw new Error('it was for a gadget')
    expect((await enrol(code)).status).toBe(401)

    const { token } = await world.newToken(['server'], { gates: [gate] })
    const server = await world.enter(token, 'server')
    const { lock: uuid } = await (await world.pipeline(gate)).ask('lock', { pipeline: 'p', step: 's' })
    const about = { gadget: id, counter: 1, action: 'unlock' } as const
    const press = { ...about, uuid, mac: pressMac(gadget.press_key, { ...about, target: uuid }) }
    expect(await server.ask('unlock', { uuid, press })).toMatchObject({ state: 'unlocked' })

    const key = restAnswers.macKey.parse((await world.rest('GET', `/gadgets/${id}/mac-key`, { token })).json)
    expect(key).toEqual({ id, mac_key: gadget.mac_key })
    expect(gadget.press_key).not.toBe(gadget.mac_key)
    const made = await changesOf(`gadget:${id}`)
    expect(made).toMatchObject([{ kind: 'gadget', change: 'made', gate, by: { id: 'token:operator' } }])
    expect(JSON.stringify(made)).not.toContain(gadget.press_key)
    await asOperator('DELETE', `/gadgets/${id}`)
  })

  test('makes of a machine a server at its gate, and nothing more', async () => {
    const [gate, other] = [await world.newGate(), await world.newGate()]
    const name = unique('pi')
    const { json } = await enrol(await codeFor({ kind: 'server', name, gate }))
    const server = restAnswers.enrolled.parse(json)
    if (server.kind !== 'server') throw new Error('it was for a server')
    const party = await world.enter(server.token, 'server')
    expect((await party.hear('ack')).server).toBe(name)
    expect(await world.refusedEntry({ token: server.token, role: 'server', gate: other })).toBe('forbidden')
    expect(await world.refusedEntry({ token: server.token, role: 'pipeline', gate })).toBe('forbidden')
    expect((await world.rest('GET', '/tokens', { token: server.token })).status).toBe(403)
    expect(await changesOf(`token:${name}`)).toMatchObject([{ kind: 'server', change: 'made', gate }])
    const { tokens } = restAnswers.tokens.parse((await asOperator('GET', '/tokens')).json)
    const id = tokens.find((token) => token.name === name)?.id ?? ''
    await asOperator('DELETE', `/tokens/${id}`)
    await inTime(party.ended, 'the socket of a revoked server ends')
  })

  test('is made by who operates at that gate, for a gate that is there and a gadget that is not', async () => {
    const [mine, other] = [await world.newGate(), await world.newGate()]
    const { token } = await world.newToken(['operator'], { gates: [mine] })
    const ask = async (as: string, what: object) =>
      (await world.rest('POST', '/enrolment-codes', { token: as, body: what })).status
    expect(await ask(token, { kind: 'server', name: 'pi', gate: other })).toBe(403)
    expect(await ask(world.pipelineToken, { kind: 'server', name: 'pi', gate: mine })).toBe(403)
    expect(await ask(world.operatorToken, { kind: 'server', name: 'pi', gate: unique('nowhere') })).toBe(404)
    const { id } = await world.newGadget(mine)
    expect(await ask(token, { kind: 'gadget', id, name: 'Desk', gate: mine })).toBe(409)
  })
})

describe('a gadget', () => {
  test('gets another boss and gate, and its server hears at once', async () => {
    const gate = await world.newGate()
    const to = await world.newGate({}, gate)
    const gadget = await world.newGadget(gate)
    const { token } = await world.newToken(['server'], { gates: [gate] })
    const server = await world.enter(token, 'server')
    expect((await server.hear('ack')).gadgets).toMatchObject([{ id: gadget.id, gate }])
    const boss = { id: 'person:bo', name: 'Bo' }
    const moved = await asOperator('PATCH', `/gadgets/${gadget.id}`, { gate: to, boss })
    expect(moved.json).toMatchObject({ id: gadget.id, gate: to, voter: boss, revoked_at: null })
    expect((await server.hear('ack')).gadgets).toMatchObject([{ id: gadget.id, gate: to }])
    const shared = await asOperator('PATCH', `/gadgets/${gadget.id}`, { boss: null })
    expect(shared.json).toMatchObject({ voter: { id: `gadget:${gadget.id}` }, gate: to })
  })

  test('that is revoked is its server told of, and stays revoked', async () => {
    const gate = await world.newGate()
    const { id } = await world.newGadget(gate)
    const { token } = await world.newToken(['server'], { gates: [gate] })
    const server = await world.enter(token, 'server')
    await server.hear('ack')
    expect((await asOperator('DELETE', `/gadgets/${id}`)).json).toEqual({ revoked: true })
    expect((await server.hear('ack')).gadgets).toEqual([])
    expect((await asOperator('DELETE', `/gadgets/${id}`)).json).toEqual({ revoked: false })
    expect((await asOperator('PATCH', `/gadgets/${id}`, { name: 'Back' })).status).toBe(404)
    expect((await world.rest('GET', `/gadgets/${id}/mac-key`, { token })).status).toBe(404)
    expect(await changesOf(`gadget:${id}`)).toMatchObject([{ change: 'revoked' }, { change: 'made' }])
  })
})

test('codes are not guessed: who tries many is held up', async () => {
  const tries = await Promise.all(Array.from({ length: 12 }, (_, n) => enrol(`AAAAA-AAAA${n}`)))
  const statuses = new Set(tries.map(({ status }) => status))
  expect(statuses).toContain(429)
  expect([...statuses].every((status) => status === 401 || status === 429)).toBe(true)
})
