import { restAnswers } from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { useLink } from './world.ts'

const world = useLink()
const fromLink = z.object({ lock: z.string() })

const read = async (path: string, token = world.operatorToken) => (await world.rest('GET', path, { token })).json
const pipelinesAt = async (gate: string) =>
  restAnswers.pipelines.parse(await read('/pipelines')).pipelines.filter((each) => each.gate === gate)

test('a link lists itself, with its version and since when it runs', async () => {
  const { links } = restAnswers.links.parse(await read('/links'))
  const [here, ...others] = links.filter((link) => link.here)
  expect(others).toEqual([])
  expect(here?.online).toBe(true)
  expect(here?.version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Date.parse(here?.since ?? '')).toBeLessThanOrEqual(Date.parse(here?.seen_at ?? ''))
})

describe('a pipeline', () => {
  test('is listed while it is connected, and as one that asked when it has gone', async () => {
    const gate = await world.newGate()
    expect(await pipelinesAt(gate)).toEqual([])
    const pipeline = await world.pipeline(gate, { pipeline: 'shop', step: 'deploy' })
    const named = { pipeline: 'shop', step: 'deploy' }
    expect(await pipelinesAt(gate)).toMatchObject([{ ...named, online: true, transport: 'socket' }])
    await pipeline.ask('lock', { ...named, step: 'migrate' })
    const waiting = await pipelinesAt(gate)
    expect(waiting).toMatchObject([{ pipeline: 'shop', step: 'migrate', online: true, transport: 'socket' }])
    pipeline.close()
    await expect
      .poll(() => pipelinesAt(gate), { timeout: 15_000 })
      .toMatchObject([{ pipeline: 'shop', step: 'migrate', online: false, transport: null, since: null }])
  })

  test('that waits over HTTP is there as long as it waits', async () => {
    const gate = await world.newGate()
    const token = world.pipelineToken
    const body = { pipeline: 'shop', step: 'deploy', gate }
    const asked = await world.rest('POST', '/locks', { token, body })
    expect(await pipelinesAt(gate)).toMatchObject([{ online: false }])
    const { lock } = fromLink.parse(asked.json)
    const waiting = world.rest('GET', `/locks/${lock}?wait=55s`, { token })
    await expect
      .poll(() => pipelinesAt(gate), { timeout: 15_000 })
      .toMatchObject([{ online: true, transport: 'http', step: 'deploy' }])
    await world.rest('POST', `/locks/${lock}/unlock`, { token: world.operatorToken, body: {} })
    await waiting
  })
})

describe('of a gadget', () => {
  test('its server tells the firmware and the address; it shows the head of its gate while it is online', async () => {
    const gate = await world.newGate()
    const { id } = await world.newGadget(gate)
    const { token, name } = await world.newToken(['server'], { gates: [gate] })
    const server = await world.enter(token, 'server')
    const pipeline = await world.pipeline(gate)
    const { lock } = await pipeline.ask('lock', { pipeline: 'p', step: 's' })
    const address = 'http://10.0.0.7:3000'
    const view = async () =>
      restAnswers.gadgets.parse(await read('/gadgets')).gadgets.find((gadget) => gadget.id === id)
    expect(await view()).toMatchObject({ online: false, lock: null, version: null })
    await server.ask('present', { gadgets: [{ id, online: true, version: '1.2.0', address }] })
    expect(await view()).toMatchObject({ online: true, server: name, version: '1.2.0', address, lock })
    await server.ask('present', { gadgets: [{ id, online: false }] })
    expect(await view()).toMatchObject({ online: false, server: name, version: null, lock: null })
  })

  test.each([{ version: 'v'.repeat(41) }, { version: '' }, { address: 'not an address' }, { address: 'javascript:1' }])(
    'nothing is taken that is none: %j',
    async (said) => {
      const gate = await world.newGate()
      const { id } = await world.newGadget(gate)
      const server = await world.enter((await world.newToken(['server'], { gates: [gate] })).token, 'server')
      const outcome = await server.outcome('present', { gadgets: [{ id, online: true, ...said }] })
      expect(outcome).toBe('invalid_message')
    },
  )
})

test('a server is listed with the token that lets it in, so that it can be sent away', async () => {
  const gate = await world.newGate()
  const { token, id, name } = await world.newToken(['server'], { gates: [gate] })
  const server = await world.enter(token, 'server')
  const listed = async () =>
    restAnswers.servers.parse(await read('/servers')).servers.find((each) => each.name === name)
  expect(await listed()).toMatchObject({ id, online: true, gates: [gate] })
  await world.rest('DELETE', `/tokens/${id}`, { token: world.operatorToken })
  await server.ended
  expect(await listed()).toBeUndefined()
})
