import { restAnswers } from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { codeOf } from './rest.ts'
import { unique, useLink } from './world.ts'

const world = useLink()
const shown = z.looseObject({
  context: z.record(z.string(), z.unknown()),
  source: z.record(z.string(), z.unknown()),
  context_forgotten_at: z.nullable(z.iso.datetime()),
})
const told = { context: { commit: 'c1', author: 'Zoë', message: 'secret words' }, source: { build_id: 'secret place' } }

async function asked() {
  const gate = await world.newGate()
  const pipeline = await world.pipeline(gate)
  const { lock: uuid } = await pipeline.ask('lock', { pipeline: 'shop', step: unique('step'), ...told })
  return { gate, uuid, cancel: () => pipeline.ask('cancel', { uuid }) }
}
const token = () => world.operatorToken
const forget = (uuid: string) => world.rest('DELETE', `/locks/${uuid}/context`, { token: token() })
const show = async (uuid: string) => shown.parse((await world.rest('GET', `/locks/${uuid}`, { token: token() })).json)

describe('a context', () => {
  test('is forgotten when an operator says so: nothing of it is given out, and the history says who and when', async () => {
    const { gate, uuid, cancel } = await asked()
    await cancel()
    expect(await show(uuid)).toMatchObject({ ...told, context_forgotten_at: null })
    const reply = await forget(uuid)
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({ uuid, gate, forgotten: true })

    const events = await world.eventsOf(gate)
    const [event] = events.filter(({ type }) => type === 'context-forgotten')
    expect(event).toMatchObject({ lock: uuid, by: { id: 'token:operator' } })
    expect(await show(uuid)).toMatchObject({ context: {}, source: {}, context_forgotten_at: event?.at })
    const texts = await Promise.all(
      [`/locks/${uuid}`, '/history?limit=500', '/history/export', '/sync?after=0'].map(
        async (path) => (await world.rest('GET', path, { token: token() })).text,
      ),
    )
    for (const text of texts) expect(text).not.toMatch(/secret (words|place)|Zoë/)
  })

  test('is forgotten once: asked again there is nothing to forget', async () => {
    const { gate, uuid, cancel } = await asked()
    await cancel()
    await forget(uuid)
    expect(restAnswers.forgotten.parse((await forget(uuid)).json)).toEqual({ uuid, gate, forgotten: false })
    const events = await world.eventsOf(gate)
    expect(events.filter(({ type }) => type === 'context-forgotten')).toHaveLength(1)
  })

  test('of a lock that waits, or may still be claimed, is kept: somebody decides by it', async () => {
    const { uuid } = await asked()
    expect(codeOf(await forget(uuid))).toBe('conflict')
    await (await world.operator()).ask('unlock', { uuid })
    const reply = await forget(uuid)
    expect([reply.status, codeOf(reply)]).toEqual([409, 'conflict'])
    expect(await show(uuid)).toMatchObject(told)
  })

  test('of a lock that never was is not found', async () => {
    expect(codeOf(await forget('0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'))).toBe('lock_not_found')
  })
})
